package clients

import (
	"os"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	kms "github.com/alibabacloud-go/kms-20160120/v3/client"
	"github.com/alibabacloud-go/tea/tea"
)

func clientOf(key key, config openapi.Config) (*kms.Client, error) {
	return kms.NewClient(config.SetAccessKeyId(key.id).SetAccessKeySecret(key.secret))
}

func overHTTP() openapi.Config {
	return openapi.Config{Endpoint: tea.String(endpoint), Protocol: tea.String("http")}
}

func secretOf(client *kms.Client, secret reading) (string, error) {
	request := (&kms.GetSecretValueRequest{}).SetSecretName(secret.name)
	if secret.stage != "" {
		request.SetVersionStage(secret.stage)
	}
	answer, err := client.GetSecretValue(request)
	if err != nil {
		return "", err
	}
	return tea.StringValue(answer.Body.SecretData), nil
}

func readKms(key key, secret reading) (string, error) {
	client, err := clientOf(key, overHTTP())
	if err != nil {
		return "", err
	}
	return secretOf(client, secret)
}

// write makes a secret or a version with the client of this file, for those that only read.
func write(t *testing.T, operation, name, version, value string) {
	t.Helper()
	client, err := clientOf(root, overHTTP())
	if err != nil {
		t.Fatal(err)
	}
	if operation == "PutSecretValue" {
		request := (&kms.PutSecretValueRequest{}).SetSecretName(name).SetVersionId(version).SetSecretData(value)
		_, err = client.PutSecretValue(request)
	} else {
		request := (&kms.CreateSecretRequest{}).SetSecretName(name).SetVersionId(version).SetSecretData(value)
		_, err = client.CreateSecret(request.SetSecretDataType(operation).SetDescription(odd))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// alibabacloud-go/kms-20160120: V3 signatures; it does not try again by itself.
func TestKms(t *testing.T) {
	cases(t, client{readKms, "server string to sign is:", "Rejected.Throttling", 3})
	ca, err := os.ReadFile(os.Getenv("KMS_EMULATOR_CA"))
	if err != nil {
		t.Fatal(err)
	}
	https := func(t *testing.T, config openapi.Config) {
		client, err := clientOf(root, *config.SetCa(string(ca)))
		if err != nil {
			t.Fatal(err)
		}
		value, err := secretOf(client, named("example-secret"))
		isValue(t, value, err)
	}
	t.Run("create, put and list", func(t *testing.T) {
		write(t, "text", "new", "v1", odd)
		value, err := readKms(root, named("new"))
		is(t, odd, value, err)
		write(t, "PutSecretValue", "new", "v2", "second")
		value, err = readKms(root, named("new"))
		is(t, "second", value, err)
		client, err := clientOf(root, overHTTP())
		if err != nil {
			t.Fatal(err)
		}
		listed, err := client.ListSecrets(&kms.ListSecretsRequest{})
		if err != nil || tea.Int32Value(listed.Body.TotalCount) != 9 || len(listed.Body.SecretList.Secret) != 9 {
			t.Fatalf("got %v, %v", listed, err)
		}
	})
	t.Run("no rotation during a rotation", func(t *testing.T) {
		emulator(t, "/scenarios/rotation-in-progress", `{"secret":"rds/single"}`)
		client, err := clientOf(root, overHTTP())
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.RotateSecret((&kms.RotateSecretRequest{}).SetSecretName("rds/single").SetVersionId("v2"))
		has(t, err, "Rejected.ResourceInUse", "Your secret is being rotated")
	})
	t.Run("https", func(t *testing.T) { https(t, openapi.Config{Endpoint: tea.String(endpoint)}) })
	t.Run("https proxy", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", url)
		https(t, openapi.Config{RegionId: tea.String("cn-hangzhou")})
	})
}
