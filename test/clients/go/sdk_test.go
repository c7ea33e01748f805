package clients

import (
	"errors"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	v1errors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	v1 "github.com/aliyun/alibaba-cloud-sdk-go/services/kms"
)

// alibaba-cloud-sdk-go: the scheme of its requests is http unless one says otherwise. For https, SSL_CERT_FILE.
func TestSdkV1(t *testing.T) {
	clientAt := func(key key, domain string) *v1.Client {
		client, err := v1.NewClientWithOptions(
			"cn-hangzhou", sdk.NewConfig(), credentials.NewAccessKeyCredential(key.id, key.secret))
		if err != nil {
			t.Fatal(err)
		}
		client.Domain = domain
		return client
	}
	secret := func(key key, secret reading, domain, scheme string) (string, error) {
		request := v1.CreateGetSecretValueRequest()
		request.Scheme = scheme
		request.SecretName = secret.name
		request.VersionStage = secret.stage
		answer, err := clientAt(key, domain).GetSecretValue(request)
		if err != nil {
			return "", err
		}
		return answer.SecretData, nil
	}
	read := func(key key, name reading) (string, error) { return secret(key, name, endpoint, "http") }
	cases(t, client{read, "InvalidAccessKeySecret", "Rejected.Throttling", 3})
	t.Run("create, put and list", func(t *testing.T) {
		client := clientAt(root, endpoint)
		create := v1.CreateCreateSecretRequest()
		create.SecretName, create.VersionId, create.SecretData, create.Description = "new", "v1", odd, odd
		if _, err := client.CreateSecret(create); err != nil {
			t.Fatal(err)
		}
		put := v1.CreatePutSecretValueRequest()
		put.SecretName, put.VersionId, put.SecretData = "new", "v2", "second"
		if _, err := client.PutSecretValue(put); err != nil {
			t.Fatal(err)
		}
		value, err := read(root, named("new"))
		is(t, "second", value, err)
		value, err = read(root, reading{"new", "ACSPrevious"})
		is(t, odd, value, err)
		listed, err := client.ListSecrets(v1.CreateListSecretsRequest())
		if err != nil || listed.TotalCount != 9 || len(listed.SecretList.Secret) != 9 {
			t.Fatalf("got %v, %v", listed, err)
		}
	})
	t.Run("no rotation during a rotation", func(t *testing.T) {
		emulator(t, "/scenarios/rotation-in-progress", `{"secret":"rds/single"}`)
		request := v1.CreateRotateSecretRequest()
		request.SecretName, request.VersionId = "rds/single", "v2"
		_, err := clientAt(root, endpoint).RotateSecret(request)
		has(t, err, "Rejected.ResourceInUse", "Your secret is being rotated")
	})
	t.Run("https", func(t *testing.T) {
		value, err := secret(root, named("example-secret"), endpoint, "https")
		isValue(t, value, err)
	})
	t.Run("https proxy", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", url)
		value, err := secret(root, named("example-secret"), "", "https")
		isValue(t, value, err)
	})
	t.Run("error", func(t *testing.T) {
		_, err := read(nobody, named("example-secret"))
		var server *v1errors.ServerError
		if !errors.As(err, &server) || server.HttpStatus() != 403 || server.ErrorCode() != "Forbidden.NoPermission" {
			t.Fatalf("got %v", err)
		}
	})
}
