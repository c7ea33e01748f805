// Package clients shows how each official Go client is pointed at the emulator, and what it makes of its answers.
//
// `npm run test:clients` starts the emulator and runs this with KMS_EMULATOR_URL, KMS_EMULATOR_CA (the file of its CA)
// and, for the cache client, what the emulator printed for it as variables of the environment.
package clients

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
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

var binary = base64.StdEncoding.EncodeToString([]byte{0, 1, 127, 128, 255})

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

// verify is what the journal has to say of the reads of example-secret since the last reset, whatever the client said.
func verify(t *testing.T, times int) {
	t.Helper()
	emulator(t, "/requests/verify", fmt.Sprintf(`{"operation":"GetSecretValue","resource":"example-secret","times":%d}`, times))
}

// failReads lets the next calls of GetSecretValue fail with this code, or all where times is 0.
func failReads(t *testing.T, code string, times int) {
	t.Helper()
	limit := ""
	if times > 0 {
		limit = fmt.Sprintf(`,"times":%d`, times)
	}
	emulator(t, "/faults", fmt.Sprintf(`{"operation":"GetSecretValue","error":{"code":%q}%s}`, code, limit))
}

// reading is a secret, and its label where it is not ACSCurrent.
type reading struct{ name, stage string }

// read reads a secret with a client of its own.
type read func(key key, secret reading) (string, error)

func named(name string) reading { return reading{name: name} }

func isValue(t *testing.T, value string, err error) {
	t.Helper()
	is(t, "example-value", value, err)
}

func is(t *testing.T, want, value string, err error) {
	t.Helper()
	if err != nil || value != want {
		t.Fatalf("got %q, %v; want %q", value, err, want)
	}
}

// has fails unless each text is in that of the error: codes and messages are, whatever its type.
func has(t *testing.T, err error, want ...string) {
	t.Helper()
	for _, text := range want {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Fatalf("no %q in %v", text, err)
		}
	}
}

// client is one that reads, and how it differs from others.
type client struct {
	read        read
	wrongSecret string // what it says of a wrong access key secret
	throttled   string // what it says where the quota stays used up
	reads       int    // how often one reads until it was throttled twice and is served
}

// cases is what every client has to get right.
func cases(t *testing.T, client client) {
	run := func(name string, test func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			emulator(t, "/reset", "{}")
			test(t)
		})
	}
	refused := func(name string, key key, secret string, before func(t *testing.T), want ...string) {
		run(name, func(t *testing.T) {
			before(t)
			_, err := client.read(key, named(secret))
			has(t, err, want...)
		})
	}
	nothing := func(*testing.T) {}
	scenario := func(name, body string) func(t *testing.T) {
		return func(t *testing.T) { emulator(t, "/scenarios/"+name, body) }
	}
	run("by name", func(t *testing.T) {
		value, err := client.read(root, named("example-secret"))
		isValue(t, value, err)
	})
	run("by label", func(t *testing.T) {
		write(t, "PutSecretValue", "example-secret", "v2", odd)
		value, err := client.read(root, named("example-secret"))
		is(t, odd, value, err)
		value, err = client.read(root, reading{"example-secret", "ACSPrevious"})
		isValue(t, value, err)
	})
	run("binary", func(t *testing.T) {
		write(t, "binary", "new/binary", "v1", binary)
		value, err := client.read(root, named("new/binary"))
		is(t, binary, value, err)
	})
	refused("not found", root, "no-such-secret", nothing, "Forbidden.ResourceNotFound")
	refused("wrong access key secret", wrong, "example-secret", nothing, "SignatureDoesNotMatch", client.wrongSecret)
	refused("unknown access key", key{"LTAInone", "none"}, "example-secret", nothing, "InvalidAccessKeyId.NotFound")
	refused("no permission", nobody, "example-secret", nothing, "Forbidden.NoPermission", "secret/example-secret")
	refused("no Decrypt", withoutDecrypt, "example-secret", nothing, "Forbidden.NoPermission", "key-hzz0example")
	refused("instance expired", root, "example-secret", scenario("instance-expired", "{}"), "Rejected.Unavailable")
	run("rotating", func(t *testing.T) {
		scenario("rotation-in-progress", `{"secret":"rds/single"}`)(t)
		value, err := client.read(root, named("rds/single"))
		is(t, `{"AccountName":"shop","AccountPassword":"shop-password"}`, value, err)
	})
	refused("rotating, reads refused", root, "rds/single",
		scenario("rotation-in-progress", `{"secret":"rds/single","reads":"refused"}`), "Rejected.ResourceInUse")
	run("throttled twice, then served", func(t *testing.T) {
		failReads(t, "Rejected.Throttling", 2)
		for range client.reads - 1 {
			_, err := client.read(root, named("example-secret"))
			has(t, err, "Rejected.Throttling")
		}
		value, err := client.read(root, named("example-secret"))
		isValue(t, value, err)
		verify(t, 3)
	})
	refused("quota used up", root, "example-secret", func(t *testing.T) {
		emulator(t, "/clock", `{"freeze":true}`)
		reads := 0
		for ; reads < 500; reads++ {
			if _, err := readKms(root, named("example-secret")); err != nil {
				has(t, err, "Rejected.Throttling")
				break
			}
		}
		// 450 calls a second are documented; a cache client of a test before may have made one or two of them.
		if reads < 440 || reads > 450 {
			t.Fatalf("throttled after %d reads", reads)
		}
	}, client.throttled)
	// After a failure the emulator keeps what it has to say of it.
	if !t.Failed() {
		emulator(t, "/reset", "{}")
	}
}
