// Package clients shows how each official Go client is pointed at the emulator, and what it makes of its answers.
//
// `npm run test:clients` starts the emulator and runs this with KMS_EMULATOR_URL, KMS_EMULATOR_CA (the file of its CA)
// and, for the cache client, what the emulator printed for it as variables of the environment.
package clients

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	kms "github.com/alibabacloud-go/kms-20160120/v3/client"
	"github.com/alibabacloud-go/tea/tea"
	v1errors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	v1 "github.com/aliyun/alibaba-cloud-sdk-go/services/kms"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk/models"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk/service"
)

var (
	url      = os.Getenv("KMS_EMULATOR_URL")
	endpoint = strings.TrimPrefix(url, "http://")
)

type key struct{ id, secret string }

var (
	root           = key{"LTAIemulatorroot00000001", "emulator-root-secret"}
	wrong          = key{root.id, "wrong"}
	nobody         = key{"LTAIemulatornobody000001", "emulator-nobody-secret"}
	withoutDecrypt = key{"LTAIemulatornodec0000001", "emulator-nodec-secret"}
)

const odd = "a b+c'(*)!~ä%"

// emulator asks the control interface for something.
func emulator(t *testing.T, path, body string) {
	t.Helper()
	answer, err := http.Post(url+"/_emulator"+path, "application/json", bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		t.Fatalf("%s answered %s", path, answer.Status)
	}
}

// read reads a secret with a client of its own.
type read func(key key, name string) (string, error)

func isValue(t *testing.T, value string, err error) {
	t.Helper()
	if err != nil || value != "example-value" {
		t.Fatalf("got %q, %v", value, err)
	}
}

// cases is what every client has to get right. How an error looks differs, but each shows code and message in its text.
func cases(t *testing.T, read read, wrongSecret, throttled string) {
	refused := func(name string, key key, secret string, before func(t *testing.T), want ...string) {
		t.Run(name, func(t *testing.T) {
			emulator(t, "/reset", "{}")
			before(t)
			_, err := read(key, secret)
			for _, text := range want {
				if err == nil || !strings.Contains(err.Error(), text) {
					t.Fatalf("no %q in %v", text, err)
				}
			}
		})
	}
	nothing := func(*testing.T) {}
	t.Run("read", func(t *testing.T) {
		emulator(t, "/reset", "{}")
		value, err := read(root, "example-secret")
		isValue(t, value, err)
	})
	refused("not found", root, "no-such-secret", nothing, "Forbidden.ResourceNotFound")
	refused("wrong access key secret", wrong, "example-secret", nothing, "SignatureDoesNotMatch", wrongSecret)
	refused("unknown access key", key{"LTAInone", "none"}, "example-secret", nothing, "InvalidAccessKeyId.NotFound")
	refused("no permission", nobody, "example-secret", nothing, "Forbidden.NoPermission", "secret/example-secret")
	refused("no Decrypt", withoutDecrypt, "example-secret", nothing, "Forbidden.NoPermission", "key-hzz0example")
	refused("instance expired", root, "example-secret", func(t *testing.T) {
		emulator(t, "/scenarios/instance-expired", "{}")
	}, "Rejected.Unavailable")
	refused("throttled", root, "example-secret", func(t *testing.T) {
		emulator(t, "/clock", `{"freeze":true}`)
		for range 450 {
			if _, err := readV3(root, "example-secret"); err != nil {
				t.Fatal(err)
			}
		}
	}, throttled)
	emulator(t, "/reset", "{}")
}

func clientV3(t *testing.T, config openapi.Config) *kms.Client {
	t.Helper()
	client, err := kms.NewClient(config.SetAccessKeyId(root.id).SetAccessKeySecret(root.secret))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func secretV3(client *kms.Client, name string) (string, error) {
	answer, err := client.GetSecretValue(&kms.GetSecretValueRequest{SecretName: tea.String(name)})
	if err != nil {
		return "", err
	}
	return tea.StringValue(answer.Body.SecretData), nil
}

func readV3(key key, name string) (string, error) {
	client, err := kms.NewClient(&openapi.Config{
		AccessKeyId:     tea.String(key.id),
		AccessKeySecret: tea.String(key.secret),
		Endpoint:        tea.String(endpoint),
		Protocol:        tea.String("http"),
	})
	if err != nil {
		return "", err
	}
	return secretV3(client, name)
}

// alibabacloud-go/kms-20160120/v3.
func TestKmsV3(t *testing.T) {
	cases(t, readV3, "server string to sign is:", "Rejected.Throttling")
	ca, err := os.ReadFile(os.Getenv("KMS_EMULATOR_CA"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("create", func(t *testing.T) {
		client := clientV3(t, openapi.Config{Endpoint: tea.String(endpoint), Protocol: tea.String("http")})
		request := (&kms.CreateSecretRequest{}).SetSecretName("new").SetVersionId("v1").SetSecretData(odd).SetDescription(odd)
		if _, err := client.CreateSecret(request); err != nil {
			t.Fatal(err)
		}
		if value, err := secretV3(client, "new"); err != nil || value != odd {
			t.Fatalf("got %q, %v", value, err)
		}
		listed, err := client.ListSecrets(&kms.ListSecretsRequest{})
		if err != nil || len(listed.Body.SecretList.Secret) != 2 {
			t.Fatalf("got %v, %v", listed, err)
		}
	})
	t.Run("https", func(t *testing.T) {
		client := clientV3(t, openapi.Config{Endpoint: tea.String(endpoint), Ca: tea.String(string(ca))})
		value, err := secretV3(client, "example-secret")
		isValue(t, value, err)
	})
	t.Run("https proxy", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", url)
		client := clientV3(t, openapi.Config{RegionId: tea.String("cn-hangzhou"), Ca: tea.String(string(ca))})
		value, err := secretV3(client, "example-secret")
		isValue(t, value, err)
	})
}

// alibaba-cloud-sdk-go: the scheme of its requests is http unless one says otherwise. For https, SSL_CERT_FILE.
func TestSdkV1(t *testing.T) {
	secret := func(key key, name, domain, scheme string) (string, error) {
		client, err := v1.NewClientWithAccessKey("cn-hangzhou", key.id, key.secret)
		if err != nil {
			return "", err
		}
		client.Domain = domain
		request := v1.CreateGetSecretValueRequest()
		request.Scheme = scheme
		request.SecretName = name
		answer, err := client.GetSecretValue(request)
		if err != nil {
			return "", err
		}
		return answer.SecretData, nil
	}
	read := func(key key, name string) (string, error) { return secret(key, name, endpoint, "http") }
	cases(t, read, "InvalidAccessKeySecret", "Rejected.Throttling")
	t.Run("https", func(t *testing.T) {
		value, err := secret(root, "example-secret", endpoint, "https")
		isValue(t, value, err)
	})
	t.Run("https proxy", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", url)
		value, err := secret(root, "example-secret", "", "https")
		isValue(t, value, err)
	})
	t.Run("error", func(t *testing.T) {
		_, err := read(nobody, "example-secret")
		var server *v1errors.ServerError
		if !errors.As(err, &server) || server.HttpStatus() != 403 || server.ErrorCode() != "Forbidden.NoPermission" {
			t.Fatalf("got %v", err)
		}
	})
}

// aliyun-secretsmanager-client-go: https only, any certificate will do.
func TestCache(t *testing.T) {
	t.Run("printed line", func(t *testing.T) {
		client, err := sdk.NewClient()
		if err != nil {
			t.Fatal(err)
		}
		info, err := client.GetSecretInfo("example-secret")
		if err != nil {
			t.Fatal(err)
		}
		isValue(t, info.SecretValue, nil)
	})
	t.Setenv("credentials_type", "")
	t.Setenv("cache_client_region_id", "")
	secret := func(key key, name, endpoint string) (string, error) {
		builder := service.NewDefaultSecretManagerClientBuilder().Standard().WithAccessKey(key.id, key.secret).
			AddRegionInfo(&models.RegionInfo{RegionId: "cn-hangzhou", Endpoint: endpoint}).
			WithBackoffStrategy(&service.FullJitterBackoffStrategy{RetryMaxAttempts: 1, RetryInitialIntervalMills: 1, Capacity: 1})
		client, err := sdk.NewSecretCacheClientBuilder(builder.Build()).Build()
		if err != nil {
			return "", err
		}
		info, err := client.GetSecretInfo(name)
		if err != nil {
			return "", err
		}
		return info.SecretValue, nil
	}
	read := func(key key, name string) (string, error) { return secret(key, name, endpoint) }
	cases(t, read, "InvalidAccessKeySecret", "Times limit exceeded")
	t.Run("https proxy", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", url)
		value, err := secret(root, "example-secret", "")
		isValue(t, value, err)
	})
}
