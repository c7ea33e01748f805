"""How each official Python client is pointed at the emulator, and what it makes of its answers.

`npm run test:clients` installs them, starts the emulator and runs this with KMS_EMULATOR_URL, KMS_EMULATOR_CA (the
file of its CA) and PRINTED_LINE (what it printed at its start for this client).
"""

import json
import logging
import os
import shlex
import unittest
from unittest.mock import patch
from urllib.request import Request, urlopen

from alibabacloud_kms20160120.client import Client
from alibabacloud_kms20160120.models import CreateSecretRequest, GetSecretValueRequest, ListSecretsRequest
from alibabacloud_secretsmanager_client_v2.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder
from alibabacloud_secretsmanager_client_v2.service.default_secret_manager_client_builder import (
    DefaultSecretManagerClientBuilder,
)
from alibabacloud_secretsmanager_client_v2.service.full_jitter_back_off_strategy import FullJitterBackoffStrategy
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.client import AcsClient
from aliyunsdkkms.request.v20160120 import CreateSecretRequest as v1_create
from aliyunsdkkms.request.v20160120 import GetSecretValueRequest as v1_get
from aliyunsdkkms.request.v20160120 import ListSecretsRequest as v1_list

URL = os.environ["KMS_EMULATOR_URL"]
ENDPOINT = URL.removeprefix("http://")
CA = os.environ["KMS_EMULATOR_CA"]
LINE = os.environ.get("PRINTED_LINE", "")
ROOT = ("LTAIemulatorroot00000001", "emulator-root-secret")
WRONG = (ROOT[0], "wrong")
NOBODY = ("LTAIemulatornobody000001", "emulator-nobody-secret")
WITHOUT_DECRYPT = ("LTAIemulatornodec0000001", "emulator-nodec-secret")
ODD = "a b+c'(*)!~ä%"
DIRECT = {"endpoint": ENDPOINT, "protocol": "http"}
HTTPS = {"endpoint": ENDPOINT, "protocol": "https", "ca": CA}
PROXY = {"region_id": "cn-hangzhou", "https_proxy": URL, "ca": CA}

logging.disable(logging.CRITICAL)


def emulator(path, body):
    """Asks the control interface for something, as JSON."""
    request = Request(f"{URL}/_emulator{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(request) as answer:
        return json.load(answer)


class Reads:
    """What every client has to get right; each says how it reads a secret (`read`) and how it shows an error."""

    code = "code"
    wrong_secret = "SignatureDoesNotMatch"
    throttled = "Rejected.Throttling"

    def setUp(self):
        emulator("/reset", {})

    def refused(self, code, text="", key=ROOT, name="example-secret"):
        with self.assertRaises(Exception) as caught:
            self.read(key, name)
        self.assertEqual(getattr(caught.exception, self.code), code)
        self.assertIn(text, str(caught.exception))

    def test_read(self):
        self.assertEqual(self.read(ROOT, "example-secret"), "example-value")

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

    def test_throttled(self):
        emulator("/clock", {"freeze": True})
        for _ in range(450):
            KmsV3.read(self, ROOT, "example-secret")
        self.refused(self.throttled)


class KmsV3(Reads, unittest.TestCase):
    """alibabacloud_kms20160120."""

    def client(self, key, **where):
        return Client(Config(access_key_id=key[0], access_key_secret=key[1], **(where or DIRECT)))

    def read(self, key, name, **where):
        request = GetSecretValueRequest(secret_name=name)
        return KmsV3.client(self, key, **where).get_secret_value(request).body.secret_data

    def test_printed_line(self):
        client = eval(LINE)
        self.assertEqual(client.get_secret_value(GetSecretValueRequest(secret_name="example-secret")).status_code, 200)

    def test_create_and_list(self):
        client = self.client(ROOT)
        client.create_secret(
            CreateSecretRequest(secret_name="new", version_id="v1", secret_data=ODD, description=ODD)
        )
        self.assertEqual(self.read(ROOT, "new"), ODD)
        names = [each.secret_name for each in client.list_secrets(ListSecretsRequest()).body.secret_list.secret]
        self.assertEqual(sorted(names), ["example-secret", "new"])

    def test_https(self):
        self.assertEqual(self.read(ROOT, "example-secret", **HTTPS), "example-value")

    def test_https_proxy(self):
        self.assertEqual(self.read(ROOT, "example-secret", **PROXY), "example-value")


class CoreV1(Reads, unittest.TestCase):
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

    def read(self, key, name, endpoint=URL):
        return self.ask(key, v1_get.GetSecretValueRequest(), endpoint, SecretName=name)["SecretData"]

    def test_create_and_list(self):
        request = v1_create.CreateSecretRequest()
        self.ask(ROOT, request, SecretName="new", VersionId="v1", SecretData=ODD, Description=ODD)
        self.assertEqual(self.read(ROOT, "new"), ODD)
        listed = self.ask(ROOT, v1_list.ListSecretsRequest())["SecretList"]["Secret"]
        self.assertEqual(sorted(each["SecretName"] for each in listed), ["example-secret", "new"])

    def test_https(self):
        self.assertEqual(self.read(ROOT, "example-secret", endpoint=ENDPOINT), "example-value")

    def test_https_proxy(self):
        with patch.dict(os.environ, HTTPS_PROXY=URL):
            self.assertEqual(self.read(ROOT, "example-secret", endpoint=None), "example-value")


class Cache(Reads, unittest.TestCase):
    """alibabacloud-secretsmanager-client-v2: from the environment it takes https only, with a Config anything."""

    throttled = "TimesLimitExceeded"  # It tries again by itself, and then gives up.

    def read(self, key, name, **where):
        where = {"region_id": "cn-hangzhou", **(where or DIRECT)}
        config = Config(access_key_id=key[0], access_key_secret=key[1], **where)
        once = FullJitterBackoffStrategy(retry_max_attempts=1, retry_initial_interval_mills=1, capacity=1)
        builder = DefaultSecretManagerClientBuilder.standard().add_config(config).with_back_off_strategy(once)
        return self.value(SecretManagerCacheClientBuilder.new_cache_client_builder(builder.build()).build(), name)

    def value(self, client, name):
        try:
            return client.get_secret_info(name).secret_value
        finally:
            client.close()

    def test_printed_line(self):
        variables = dict(word.split("=", 1) for word in shlex.split(LINE)[1:])
        with patch.dict(os.environ, variables, SSL_CERT_FILE=CA):
            client = SecretManagerCacheClientBuilder.new_client()
            self.assertEqual(self.value(client, "example-secret"), "example-value")

    def test_https(self):
        self.assertEqual(self.read(ROOT, "example-secret", **HTTPS), "example-value")

    def test_https_proxy(self):
        self.assertEqual(self.read(ROOT, "example-secret", **PROXY), "example-value")
