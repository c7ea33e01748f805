"""How each official Python client is pointed at the emulator, and what it makes of its answers.

`npm run test:clients` installs them, starts the emulator and runs this with KMS_EMULATOR_URL, KMS_EMULATOR_CA (the
file of its CA) and PRINTED_LINE (what it printed at its start for this client).
"""

import base64
import json
import logging
import os
import shlex
import time
import unittest
from unittest.mock import patch
from urllib.request import Request, urlopen

from alibabacloud_kms20160120.client import Client
from alibabacloud_kms20160120.models import (
    CreateSecretRequest,
    GetSecretValueRequest,
    ListSecretsRequest,
    PutSecretValueRequest,
    RotateSecretRequest,
)
from alibabacloud_secretsmanager_client_v2.cache.default_secret_cache_hook import DefaultSecretCacheHook
from alibabacloud_secretsmanager_client_v2.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder
from alibabacloud_secretsmanager_client_v2.service.default_secret_manager_client_builder import (
    DefaultSecretManagerClientBuilder,
)
from alibabacloud_secretsmanager_client_v2.service.default_refresh_secret_strategy import (
    DefaultRefreshSecretStrategy,
)
from alibabacloud_secretsmanager_client_v2.service.full_jitter_back_off_strategy import FullJitterBackoffStrategy
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.client import AcsClient
from aliyunsdkkms.request.v20160120 import CreateSecretRequest as v1_create
from aliyunsdkkms.request.v20160120 import GetSecretValueRequest as v1_get
from aliyunsdkkms.request.v20160120 import ListSecretsRequest as v1_list
from aliyunsdkkms.request.v20160120 import PutSecretValueRequest as v1_put
from aliyunsdkkms.request.v20160120 import RotateSecretRequest as v1_rotate

URL = os.environ["KMS_EMULATOR_URL"]
ENDPOINT = URL.removeprefix("http://")
CA = os.environ["KMS_EMULATOR_CA"]
LINE = os.environ.get("PRINTED_LINE", "")
ROOT = ("LTAIemulatorroot00000001", "emulator-root-secret")
WRONG = (ROOT[0], "wrong")
NOBODY = ("LTAIemulatornobody000001", "emulator-nobody-secret")
WITHOUT_DECRYPT = ("LTAIemulatornodec0000001", "emulator-nodec-secret")
ODD = "a b+c'(*)!~ä%"
BINARY = base64.b64encode(bytes(range(256))).decode()
DIRECT = {"endpoint": ENDPOINT, "protocol": "http"}
HTTPS = {"endpoint": ENDPOINT, "protocol": "https", "ca": CA}
PROXY = {"region_id": "cn-hangzhou", "https_proxy": URL, "ca": CA}

logging.disable(logging.CRITICAL)


def emulator(path, body):
    """Asks the control interface for something, as JSON; without a body, forgets what the path names."""
    data = None if body is None else json.dumps(body).encode()
    method = "DELETE" if body is None else "POST"
    request = Request(f"{URL}/_emulator{path}", data, {"content-type": "application/json"}, method=method)
    with urlopen(request) as answer:
        return json.load(answer)


def fail_reads(code, times):
    """The next calls of GetSecretValue, or all where `times` is None, are answered with this error."""
    limit = {} if times is None else {"times": times}
    emulator("/faults", {"operation": "GetSecretValue", "error": {"code": code}, **limit})


def assert_calls(times):
    """As the journal has them, whatever the client said."""
    emulator("/requests/verify", {"operation": "GetSecretValue", "times": times})


class Reads:
    """What every client has to get right; each says how it reads a secret (`read`) and how it shows an error."""

    code = "code"
    wrong_secret = "SignatureDoesNotMatch"
    throttled = "Rejected.Throttling"
    reads_when_throttled_twice = 3  # It does not try again by itself.
    binary = BINARY

    def setUp(self):
        emulator("/reset", {})
        self.writer = KmsV3.client(self, ROOT)

    def refused(self, code, text="", key=ROOT, name="example-secret"):
        with self.assertRaises(Exception) as caught:
            self.read(key, name)
        self.assertEqual(getattr(caught.exception, self.code), code)
        self.assertIn(text, str(caught.exception))

    def test_read_by_name(self):
        self.assertEqual(self.read(ROOT, "example-secret"), "example-value")

    def test_read_by_label(self):
        self.writer.put_secret_value(
            PutSecretValueRequest(secret_name="example-secret", version_id="v2", secret_data=ODD)
        )
        self.assertEqual(self.read(ROOT, "example-secret"), ODD)
        self.assertEqual(self.read(ROOT, "example-secret", stage="ACSPrevious"), "example-value")

    def test_read_binary(self):
        self.writer.create_secret(
            CreateSecretRequest(
                secret_name="new/binary", version_id="v1", secret_data=BINARY, secret_data_type="binary"
            )
        )
        self.assertEqual(self.read(ROOT, "new/binary"), self.binary)

    def test_not_found(self):
        self.refused("Forbidden.ResourceNotFound", name="no-such-secret")

    def test_wrong_access_key_secret(self):
        self.refused(self.wrong_secret, key=WRONG)

    def test_unknown_access_key(self):
        self.refused("InvalidAccessKeyId.NotFound", key=("LTAInone", "none"))

    def test_no_permission(self):
        self.refused("Forbidden.NoPermission", "secret/example-secret", key=NOBODY)

    def test_no_decrypt(self):
        self.refused("Forbidden.NoPermission", "key-hzz0example000000000000", key=WITHOUT_DECRYPT)

    def test_instance_expired(self):
        emulator("/scenarios/instance-expired", {})
        self.refused("Rejected.Unavailable")
        assert_calls(1)

    def test_rotating(self):
        emulator("/scenarios/rotation-in-progress", {"secret": "rds/single"})
        self.assertEqual(json.loads(self.read(ROOT, "rds/single"))["AccountName"], "shop")

    def test_rotating_where_reads_are_refused(self):
        emulator("/scenarios/rotation-in-progress", {"secret": "rds/single", "reads": "refused"})
        self.refused("Rejected.ResourceInUse", name="rds/single")

    def test_throttled_twice_then_served(self):
        fail_reads("Rejected.Throttling", 2)
        for _ in range(1, self.reads_when_throttled_twice):
            self.refused("Rejected.Throttling")
        self.assertEqual(self.read(ROOT, "example-secret"), "example-value")
        assert_calls(3)

    def test_quota_used_up(self):
        emulator("/clock", {"freeze": True})
        for _ in range(450):
            KmsV3.read(self, ROOT, "example-secret")
        self.refused(self.throttled)


class Writes:
    """What every client has to get right that does more than read; each says how it calls an operation (`write`)."""

    def test_create_put_and_list(self):
        self.write("create", secret_name="new", version_id="v1", secret_data=ODD, description=ODD)
        self.assertEqual(self.read(ROOT, "new"), ODD)
        self.write("put", secret_name="new", version_id="v2", secret_data="second")
        self.assertEqual(self.read(ROOT, "new"), "second")
        self.assertEqual(self.read(ROOT, "new", stage="ACSPrevious"), ODD)
        names = self.write("list")
        self.assertEqual([name for name in names if "/" not in name], ["example-secret", "new"])

    def test_no_rotation_during_a_rotation(self):
        emulator("/scenarios/rotation-in-progress", {"secret": "rds/single"})
        with self.assertRaises(Exception) as caught:
            self.write("rotate", secret_name="rds/single", version_id="v2")
        self.assertEqual(getattr(caught.exception, self.code), "Rejected.ResourceInUse")
        self.assertIn("Your secret is being rotated", str(caught.exception))


class KmsV3(Reads, Writes, unittest.TestCase):
    """alibabacloud_kms20160120."""

    def client(self, key, **where):
        return Client(Config(access_key_id=key[0], access_key_secret=key[1], **(where or DIRECT)))

    def read(self, key, name, stage=None, **where):
        request = GetSecretValueRequest(secret_name=name, version_stage=stage)
        return KmsV3.client(self, key, **where).get_secret_value(request).body.secret_data

    def write(self, operation, **parameters):
        client = self.client(ROOT)
        if operation == "create":
            return client.create_secret(CreateSecretRequest(**parameters))
        if operation == "put":
            return client.put_secret_value(PutSecretValueRequest(**parameters))
        if operation == "rotate":
            return client.rotate_secret(RotateSecretRequest(**parameters))
        return [each.secret_name for each in client.list_secrets(ListSecretsRequest()).body.secret_list.secret]

    def test_printed_line(self):
        client = eval(LINE)
        self.assertEqual(client.get_secret_value(GetSecretValueRequest(secret_name="example-secret")).status_code, 200)

    def test_https(self):
        self.assertEqual(self.read(ROOT, "example-secret", **HTTPS), "example-value")

    def test_https_proxy(self):
        self.assertEqual(self.read(ROOT, "example-secret", **PROXY), "example-value")


class CoreV1(Reads, Writes, unittest.TestCase):
    """aliyun-python-sdk-core with aliyun-python-sdk-kms: the endpoint is set on each request."""

    code = "error_code"
    wrong_secret = "InvalidAccessKeySecret"

    def ask(self, key, request, endpoint=URL, **parameters):
        if endpoint:
            request.set_endpoint(endpoint)
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        client = AcsClient(key[0], key[1], "cn-hangzhou")
        client.set_verify(CA)
        return json.loads(client.do_action_with_exception(request))

    def read(self, key, name, stage=None, endpoint=URL):
        label = {} if stage is None else {"VersionStage": stage}
        return self.ask(key, v1_get.GetSecretValueRequest(), endpoint, SecretName=name, **label)["SecretData"]

    def write(self, operation, **parameters):
        request = {
            "create": v1_create.CreateSecretRequest,
            "put": v1_put.PutSecretValueRequest,
            "rotate": v1_rotate.RotateSecretRequest,
            "list": v1_list.ListSecretsRequest,
        }[operation]()
        named = {name.title().replace("_", ""): value for name, value in parameters.items()}
        answer = self.ask(ROOT, request, **named)
        return [each["SecretName"] for each in answer["SecretList"]["Secret"]] if operation == "list" else answer

    def test_https(self):
        self.assertEqual(self.read(ROOT, "example-secret", endpoint=ENDPOINT), "example-value")

    def test_https_proxy(self):
        with patch.dict(os.environ, HTTPS_PROXY=URL):
            self.assertEqual(self.read(ROOT, "example-secret", endpoint=None), "example-value")


class KeepingHook(DefaultSecretCacheHook):
    """An application's own hook, which keeps what was read for the time of an outage."""

    def __init__(self):
        super().__init__("ACSCurrent")
        self.kept = {}
        self.asked = 0

    def put(self, secret_info):
        self.kept[secret_info.secret_name] = secret_info
        return super().put(secret_info)

    def recovery_get_secret(self, secret_name):
        self.asked += 1
        return self.kept.get(secret_name)


class NeverByItself(DefaultRefreshSecretStrategy):
    """Refreshes nothing in the background, so that a test sees its own calls only."""

    def __init__(self):
        super().__init__(None)

    def get_next_execute_time(self, secret_name, ttl, offset):
        return int(time.time() * 1000) + 3_600_000


class Cache(Reads, unittest.TestCase):
    """alibabacloud-secretsmanager-client-v2: from the environment it takes https only, with a Config anything."""

    throttled = "TimesLimitExceeded"  # It tries again by itself, and then gives up.
    reads_when_throttled_twice = 1

    def builder(self, key=ROOT, stage="ACSCurrent", **where):
        where = {"region_id": "cn-hangzhou", **(where or DIRECT)}
        config = Config(access_key_id=key[0], access_key_secret=key[1], **where)
        once = FullJitterBackoffStrategy(retry_max_attempts=1, retry_initial_interval_mills=1, capacity=1)
        builder = DefaultSecretManagerClientBuilder.standard().add_config(config).with_back_off_strategy(once)
        return SecretManagerCacheClientBuilder.new_cache_client_builder(builder.build()).with_cache_stage(stage)

    def build(self, builder):
        client = builder.build()
        self.addCleanup(client.close)
        return client

    def read(self, key, name, **where):
        return self.build(self.builder(key, **where)).get_secret_info(name).secret_value

    def test_printed_line(self):
        variables = dict(word.split("=", 1) for word in shlex.split(LINE)[1:])
        with patch.dict(os.environ, variables, SSL_CERT_FILE=CA):
            client = SecretManagerCacheClientBuilder.new_client()
            self.addCleanup(client.close)
            self.assertEqual(client.get_secret_info("example-secret").secret_value, "example-value")

    def test_https(self):
        self.assertEqual(self.read(ROOT, "example-secret", **HTTPS), "example-value")

    def test_https_proxy(self):
        self.assertEqual(self.read(ROOT, "example-secret", **PROXY), "example-value")

    def test_its_binary_value_is_out_of_reach(self):
        """A defect of the client: it wraps what its buffer refuses. `get_secret_info` has the base64 text."""
        self.test_read_binary()
        client = self.build(self.builder())
        with self.assertRaisesRegex(TypeError, "bytearray"):
            client.get_binary_value("new/binary")

    def test_refreshes_within_its_ttl_after_a_rotation(self):
        client = self.build(self.builder().with_secret_ttl("rds/single", 1000))
        before = client.get_secret_info("rds/single").secret_value
        emulator("/secrets/rds%2Fsingle/rotate", {})
        emulator("/clock", {"advance": "2m"})
        until = time.monotonic() + 20
        while client.get_secret_info("rds/single").secret_value == before and time.monotonic() < until:
            time.sleep(0.05)
        current = KmsV3.read(self, ROOT, "rds/single")
        self.assertNotEqual(current, before)
        self.assertEqual(client.get_secret_info("rds/single").secret_value, current)
        self.assertEqual(self.read(ROOT, "rds/single", stage="ACSPrevious"), before)

    def keeping(self, ttl):
        hook = KeepingHook()
        builder = self.builder().with_secret_cache_hook(hook).with_refresh_secret_strategy(NeverByItself())
        client = self.build(builder.with_secret_ttl("example-secret", ttl))
        self.assertEqual(client.get_secret_info("example-secret").secret_value, "example-value")
        emulator("/requests", None)
        return client, hook

    def test_last_good_value_through_an_outage(self):
        for code in ("Rejected.Throttling", "ServiceUnavailableTemporary", "InternalFailure"):
            with self.subTest(code):
                emulator("/reset", {})
                client, _ = self.keeping(3_600_000)
                fail_reads(code, None)
                self.assertFalse(client.refresh_now("example-secret"))
                assert_calls(3)
                self.assertEqual(client.get_secret_info("example-secret").secret_value, "example-value")
                assert_calls(3)

    def test_the_hook_is_not_asked_once_its_tries_are_used_up(self):
        """A defect of the client: an outage ends as TimesLimitExceeded, for which it asks no recovery."""
        for code in ("Rejected.Throttling", "ServiceUnavailableTemporary", "InternalFailure"):
            with self.subTest(code):
                emulator("/reset", {})
                client, hook = self.keeping(-1)  # Expired as soon as it is read.
                fail_reads(code, None)
                with self.assertRaises(Exception) as caught:
                    client.get_secret_info("example-secret")
                self.assertEqual((caught.exception.code, hook.asked), ("TimesLimitExceeded", 0))
                assert_calls(3)

    def test_no_fall_back_on_an_expired_instance(self):
        client, hook = self.keeping(-1)
        emulator("/scenarios/instance-expired", {})
        with self.assertRaises(Exception) as caught:
            client.get_secret_info("example-secret")
        self.assertEqual((caught.exception.code, hook.asked), ("Rejected.Unavailable", 0))
        assert_calls(1)
