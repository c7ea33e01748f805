package clients

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk/cache"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk/models"
	"github.com/aliyun/aliyun-secretsmanager-client-go/sdk/service"
)

// retried are the codes on which it tries again.
var retried = []string{"Rejected.Throttling", "ServiceUnavailableTemporary", "InternalFailure"}

// keepingHook is an application's own, which keeps what was read for the time of an outage.
type keepingHook struct {
	cache.SecretCacheHook
	kept  *models.SecretInfo
	asked int
}

func (hook *keepingHook) Put(info *models.SecretInfo) (*models.CacheSecretInfo, error) {
	hook.kept = info
	return hook.SecretCacheHook.Put(info)
}

func (hook *keepingHook) RecoveryGetSecret(string) (*models.SecretInfo, error) {
	hook.asked++
	return hook.kept, nil
}

// background refreshes where it is on, and else nothing, so that a test sees its own calls only. Closing the client
// would not end it.
type background struct {
	service.RefreshSecretStrategy
	on *atomic.Bool
}

func (background background) GetNextExecuteTime(name string, ttl, offset int64) int64 {
	if !background.on.Load() {
		return time.Now().Add(time.Hour).UnixMilli()
	}
	return background.RefreshSecretStrategy.GetNextExecuteTime(name, ttl, offset)
}

func newBackground(on bool) background {
	background := background{service.NewDefaultRefreshSecretStrategy(""), &atomic.Bool{}}
	background.on.Store(on)
	return background
}

func cacheBuilder(key key, endpoint string) *sdk.SecretCacheClientBuilder {
	builder := service.NewDefaultSecretManagerClientBuilder().Standard().WithAccessKey(key.id, key.secret).
		AddRegionInfo(&models.RegionInfo{RegionId: "cn-hangzhou", Endpoint: endpoint}).
		WithBackoffStrategy(&service.FullJitterBackoffStrategy{RetryMaxAttempts: 1, RetryInitialIntervalMills: 1, Capacity: 1})
	return sdk.NewSecretCacheClientBuilder(builder.Build())
}

func readCache(builder *sdk.SecretCacheClientBuilder, name string) (string, error) {
	client, err := builder.Build()
	if err != nil {
		return "", err
	}
	info, err := client.GetSecretInfo(name)
	if err != nil {
		return "", err
	}
	return info.SecretValue, nil
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
	cases(t, client{func(key key, secret reading) (string, error) {
		builder := cacheBuilder(key, endpoint)
		if secret.stage != "" {
			builder.WithCacheStage(secret.stage)
		}
		return readCache(builder, secret.name)
	}, "InvalidAccessKeySecret", "Times limit exceeded", 1})
	t.Run("https proxy", func(t *testing.T) {
		t.Setenv("HTTPS_PROXY", url)
		value, err := readCache(cacheBuilder(root, ""), "example-secret")
		isValue(t, value, err)
	})
	t.Run("a binary value is the base64 text, a defect of the client", func(t *testing.T) {
		write(t, "binary", "new/binary", "v1", binary)
		client, err := cacheBuilder(root, endpoint).Build()
		if err != nil {
			t.Fatal(err)
		}
		value, err := client.GetBinaryValue("new/binary")
		is(t, binary, string(value), err)
	})
	t.Run("outage", outage)
	t.Run("refreshes within its TTL after a rotation", refreshesWithinTTL)
}

func refreshesWithinTTL(t *testing.T) {
	emulator(t, "/reset", "{}")
	background := newBackground(true)
	t.Cleanup(func() { background.on.Store(false) })
	client, err := cacheBuilder(root, endpoint).WithSecretTTL("rds/single", 500).
		WithRefreshSecretStrategy(background).Build()
	if err != nil {
		t.Fatal(err)
	}
	get := func() string {
		info, err := client.GetSecretInfo("rds/single")
		if err != nil {
			t.Fatal(err)
		}
		return info.SecretValue
	}
	before := get()
	emulator(t, "/secrets/rds%2Fsingle/rotate", "{}")
	emulator(t, "/clock", `{"advance":"2m"}`)
	for until := time.Now().Add(20 * time.Second); get() == before && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
	}
	current, err := readKms(root, named("rds/single"))
	if current == before {
		t.Fatal("the rotation changed nothing")
	}
	is(t, current, get(), err)
}

// keeping is a client with a hook of the application and example-secret in its cache, whose entries last for ttl ms.
func keeping(t *testing.T, ttl int64) (*sdk.SecretManagerCacheClient, *keepingHook) {
	t.Helper()
	emulator(t, "/reset", "{}")
	hook := &keepingHook{SecretCacheHook: cache.NewDefaultSecretCacheHook("ACSCurrent")}
	client, err := cacheBuilder(root, endpoint).WithSecretCacheHook(hook).WithSecretTTL("example-secret", ttl).
		WithRefreshSecretStrategy(newBackground(false)).Build()
	if err != nil {
		t.Fatal(err)
	}
	verify(t, 1)
	return client, hook
}

func outage(t *testing.T) {
	for _, code := range retried {
		t.Run("last good value, "+code, func(t *testing.T) {
			client, _ := keeping(t, 3_600_000)
			failReads(t, code, 0)
			if refreshed, err := client.RefreshNow("example-secret"); refreshed || err == nil {
				t.Fatalf("got %v, %v", refreshed, err)
			}
			info, err := client.GetSecretInfo("example-secret")
			if err != nil {
				t.Fatal(err)
			}
			isValue(t, info.SecretValue, nil)
			verify(t, 4)
		})
		// A defect of the client: once its tries are used up it no longer knows the code, and asks for no recovery.
		t.Run("no recovery of an entry that expired, "+code, func(t *testing.T) {
			client, hook := keeping(t, -1)
			failReads(t, code, 0)
			_, err := client.GetSecretInfo("example-secret")
			has(t, err, "Times limit exceeded")
			if hook.asked != 0 {
				t.Fatal("the hook was asked")
			}
			verify(t, 4)
		})
	}
	t.Run("no fall-back on Rejected.Unavailable", func(t *testing.T) {
		client, hook := keeping(t, -1)
		emulator(t, "/scenarios/instance-expired", "{}")
		_, err := client.GetSecretInfo("example-secret")
		has(t, err, "Rejected.Unavailable")
		if hook.asked != 0 {
			t.Fatal("the hook was asked")
		}
		verify(t, 2)
	})
}
