import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.kms20160120.Client;
import com.aliyun.kms20160120.models.CreateSecretRequest;
import com.aliyun.kms20160120.models.GetSecretValueRequest;
import com.aliyun.kms20160120.models.ListSecretsRequest;
import com.aliyun.kms20160120.models.PutSecretValueRequest;
import com.aliyun.kms20160120.models.RotateSecretRequest;
import com.aliyun.teaopenapi.models.Config;
import com.aliyuncs.AcsRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.kms.secretsmanager.client.SecretCacheClient;
import com.aliyuncs.kms.secretsmanager.client.SecretCacheClientBuilder;
import com.aliyuncs.kms.secretsmanager.client.cache.DefaultSecretCacheHook;
import com.aliyuncs.kms.secretsmanager.client.model.CacheSecretInfo;
import com.aliyuncs.kms.secretsmanager.client.model.RegionInfo;
import com.aliyuncs.kms.secretsmanager.client.model.SecretInfo;
import com.aliyuncs.kms.secretsmanager.client.service.BaseSecretManagerClientBuilder;
import com.aliyuncs.kms.secretsmanager.client.service.DefaultRefreshSecretStrategy;
import com.aliyuncs.kms.secretsmanager.client.service.FullJitterBackoffStrategy;
import com.aliyuncs.profile.DefaultProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How each official Java client is pointed at the emulator, and what it makes of its answers. `npm run test:clients`
 * starts the emulator and runs this with KMS_EMULATOR_URL and KMS_EMULATOR_CA (the file of its CA); the CA is also in
 * the trust store of this virtual machine, for the clients that take it from nowhere else.
 */
class ClientsTest {
  static final String URL = System.getenv("KMS_EMULATOR_URL");
  static final String ENDPOINT = URL.substring("http://".length());
  static final String ODD = "a b+c'(*)!~ä%";
  static final String BINARY = Base64.getEncoder().encodeToString(new byte[] {0, 1, 127, -128, -1});
  static final String DENIED = "Forbidden.NoPermission";
  static final String ROTATING = "{\"secret\":\"rds/single\"}";
  static final String SHOP = "{\"AccountName\":\"shop\",\"AccountPassword\":\"shop-password\"}";

  record Key(String id, String secret) {}

  static final Key ROOT = new Key("LTAIemulatorroot00000001", "emulator-root-secret");

  /** Reads a secret with a client of its own; the label is null where it is ACSCurrent. */
  interface Read {
    String value(Key key, String name, String label) throws Exception;

    default String value(String name) throws Exception {
      return value(ROOT, name, null);
    }
  }

  /** Asks the control interface for something. */
  static void emulator(String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(URL + "/_emulator" + path)).header("content-type", "application/json");
    var post = request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    assertEquals(200, HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  /** What the journal has to say of the reads of example-secret since the last reset, whatever the client said. */
  static void verify(int times) throws Exception {
    var expected = "{\"operation\":\"GetSecretValue\",\"resource\":\"example-secret\",\"times\":" + times + "}";
    emulator("/requests/verify", expected);
  }

  /** The next reads fail with this code, or all where `times` is empty. */
  static void failReads(String code, String times) throws Exception {
    emulator("/faults", "{\"operation\":\"GetSecretValue\",\"error\":{\"code\":\"" + code + "\"}" + times + "}");
  }

  interface Call {
    void run() throws Exception;
  }

  /** The error that is thrown, with its causes, as text: code and message are in it whatever its class. */
  static void refused(Call call, String... expected) {
    var text = new StringBuilder();
    for (Throwable e = assertThrows(Exception.class, call::run); e != null; e = e.getCause()) {
      text.append(e).append('\n');
      if (e instanceof com.aliyun.tea.TeaException tea) text.append(tea.getCode());
    }
    for (var each : expected) assertTrue(text.toString().contains(each), () -> each + " is not in " + text);
  }

  /** How many of the calls since the last reset the journal has as served. */
  static long served() throws Exception {
    var request = HttpRequest.newBuilder(URI.create(URL + "/_emulator/requests")).build();
    var journal = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return java.util.regex.Pattern.compile("\"status\":\\s*200\\b").matcher(journal).results().count();
  }

  /**
   * A read that the cache client tries again by itself. A defect of it: the try that was served tells that it has ended
   * (`countDown` in RetryGetSecretValueTask.call) before its Future is done. Who waits may look in between, and then
   * cancels it and throws this error, although the value is there.
   */
  static void servedOrThrownAway(Read read) throws Exception {
    String value;
    try {
      value = read.value("example-secret");
    } catch (Exception thrownAway) {
      refused(() -> { throw thrownAway; }, "SDK.ReadTimeout : refreshSecretTask fail with secretName[example-secret]");
      return;
    }
    assertEquals("example-value", value);
  }

  /** What every client has to get right; `reads` is how often one reads until it was throttled twice and is served. */
  static void cases(Read read, String wrongSecret, String throttled, int reads) throws Exception {
    emulator("/reset", "{}");
    assertEquals("example-value", read.value("example-secret"));
    put("example-secret", "v2", ODD);
    assertEquals(ODD, read.value("example-secret"));
    assertEquals("example-value", read.value(ROOT, "example-secret", "ACSPrevious"));
    create("new/binary", "binary", BINARY);
    assertEquals(BINARY, read.value("new/binary"));
    refused(() -> read.value("no-such-secret"), "Forbidden.ResourceNotFound");
    refused(() -> read.value(new Key(ROOT.id, "wrong"), "example-secret", null), wrongSecret);
    refused(() -> read.value(new Key("LTAInone", "none"), "example-secret", null), "InvalidAccessKeyId.NotFound");
    var nobody = new Key("LTAIemulatornobody000001", "emulator-nobody-secret");
    refused(() -> read.value(nobody, "example-secret", null), DENIED, "secret/example-secret");
    var withoutDecrypt = new Key("LTAIemulatornodec0000001", "emulator-nodec-secret");
    refused(() -> read.value(withoutDecrypt, "example-secret", null), DENIED, "key-hzz0example000000000000");
    emulator("/scenarios/instance-expired", "{}");
    refused(() -> read.value("example-secret"), "Rejected.Unavailable");
    emulator("/reset", "{}");
    emulator("/scenarios/rotation-in-progress", ROTATING);
    assertEquals(SHOP, read.value("rds/single"));
    emulator("/reset", "{}");
    emulator("/scenarios/rotation-in-progress", ROTATING.replace("}", ",\"reads\":\"refused\"}"));
    refused(() -> read.value("rds/single"), "Rejected.ResourceInUse");
    emulator("/reset", "{}");
    failReads("Rejected.Throttling", ",\"times\":2");
    for (int call = 1; call < reads; call++) refused(() -> read.value("example-secret"), "Rejected.Throttling");
    if (reads > 1) assertEquals("example-value", read.value("example-secret"));
    else servedOrThrownAway(read);
    verify(3);
    assertEquals(1, served());
    emulator("/reset", "{}");
    emulator("/clock", "{\"freeze\":true}");
    for (int call = 0; call < 450; call++) readV3(ROOT, "example-secret", null);
    refused(() -> read.value("example-secret"), throttled);
    emulator("/reset", "{}");
  }

  static Client clientV3(Config config, Key key) throws Exception {
    return new Client(config.setAccessKeyId(key.id).setAccessKeySecret(key.secret));
  }

  static Config http() {
    return new Config().setEndpoint(ENDPOINT).setProtocol("http");
  }

  static String secretV3(Client client, String name) throws Exception {
    return client.getSecretValue(new GetSecretValueRequest().setSecretName(name)).getBody().getSecretData();
  }

  static String readV3(Key key, String name, String label) throws Exception {
    var request = new GetSecretValueRequest().setSecretName(name).setVersionStage(label);
    return clientV3(http(), key).getSecretValue(request).getBody().getSecretData();
  }

  static void create(String name, String type, String value) throws Exception {
    var request = new CreateSecretRequest().setSecretName(name).setVersionId("v1").setSecretData(value);
    clientV3(http(), ROOT).createSecret(request.setSecretDataType(type).setDescription(ODD));
  }

  static void put(String name, String version, String value) throws Exception {
    var request = new PutSecretValueRequest().setSecretName(name).setVersionId(version).setSecretData(value);
    clientV3(http(), ROOT).putSecretValue(request);
  }

  /** com.aliyun:kms20160120: it does not try again by itself. */
  @Test
  void kmsV3() throws Exception {
    cases(ClientsTest::readV3, "SignatureDoesNotMatch", "Rejected.Throttling", 3);
    var client = clientV3(http(), ROOT);
    create("new", "text", ODD);
    assertEquals(ODD, secretV3(client, "new"));
    put("new", "v2", "second");
    assertEquals("second", secretV3(client, "new"));
    assertEquals(9, client.listSecrets(new ListSecretsRequest()).getBody().getSecretList().getSecret().size());
    emulator("/scenarios/rotation-in-progress", ROTATING);
    var rotate = new RotateSecretRequest().setSecretName("rds/single").setVersionId("v2");
    refused(() -> client.rotateSecret(rotate), "Rejected.ResourceInUse", "Your secret is being rotated");
    // It keeps the settings of its first call of a host and port: after http only the trust store can make it trust the CA.
    var https = new Config().setEndpoint(ENDPOINT);
    assertEquals("example-value", secretV3(clientV3(https, ROOT), "example-secret"));
    var ca = Files.readString(Path.of(System.getenv("KMS_EMULATOR_CA")));
    var proxy = new Config().setRegionId("cn-hangzhou").setHttpsProxy(URL).setCa(ca);
    assertEquals("example-value", secretV3(clientV3(proxy, ROOT), "example-secret"));
  }

  /** aliyun-java-sdk-core with aliyun-java-sdk-kms: endpoint and protocol are set on each request. */
  static <T extends AcsRequest<?>> T pointed(T request, ProtocolType protocol) {
    request.setSysEndpoint(ENDPOINT);
    request.setSysProtocol(protocol);
    return request;
  }

  static <T extends com.aliyuncs.AcsResponse> T askV1(AcsRequest<T> request, Key key) throws Exception {
    return new DefaultAcsClient(DefaultProfile.getProfile("cn-hangzhou", key.id, key.secret)).getAcsResponse(request);
  }

  static String readV1(com.aliyuncs.kms.model.v20160120.GetSecretValueRequest request, Key key, String name)
      throws Exception {
    request.setSecretName(name);
    return askV1(request, key).getSecretData();
  }

  static com.aliyuncs.kms.model.v20160120.GetSecretValueRequest requestV1() {
    return new com.aliyuncs.kms.model.v20160120.GetSecretValueRequest();
  }

  @Test
  void coreV1() throws Exception {
    Read read = (key, name, label) -> {
      var request = pointed(requestV1(), ProtocolType.HTTP);
      request.setVersionStage(label);
      return readV1(request, key, name);
    };
    cases(read, "SDK.InvalidAccessKeySecret", "Rejected.Throttling", 3); // It does not try again by itself.
    var create = pointed(new com.aliyuncs.kms.model.v20160120.CreateSecretRequest(), ProtocolType.HTTP);
    create.setSecretName("new");
    create.setVersionId("v1");
    create.setSecretData(ODD);
    askV1(create, ROOT);
    var put = pointed(new com.aliyuncs.kms.model.v20160120.PutSecretValueRequest(), ProtocolType.HTTP);
    put.setSecretName("new");
    put.setVersionId("v2");
    put.setSecretData("second");
    askV1(put, ROOT);
    assertEquals("second", read.value("new"));
    assertEquals(ODD, read.value(ROOT, "new", "ACSPrevious"));
    var list = pointed(new com.aliyuncs.kms.model.v20160120.ListSecretsRequest(), ProtocolType.HTTP);
    assertEquals(9, askV1(list, ROOT).getSecretList().size());
    emulator("/scenarios/rotation-in-progress", ROTATING);
    var rotate = pointed(new com.aliyuncs.kms.model.v20160120.RotateSecretRequest(), ProtocolType.HTTP);
    rotate.setSecretName("rds/single");
    rotate.setVersionId("v2");
    refused(() -> askV1(rotate, ROOT), "Rejected.ResourceInUse", "Your secret is being rotated");
    assertEquals("example-value", readV1(pointed(requestV1(), ProtocolType.HTTPS), ROOT, "example-secret"));
    var xml = pointed(requestV1(), ProtocolType.HTTP);
    xml.setSysAcceptFormat(FormatType.XML);
    assertEquals("example-value", readV1(xml, ROOT, "example-secret"));
    // HTTPS_PROXY of the environment leads its fixed host, kms.cn-hangzhou.aliyuncs.com, to the emulator.
    assertEquals("example-value", readV1(requestV1(), ROOT, "example-secret"));
  }

  /** An application's own hook, which keeps what was read for the time of an outage. */
  static class KeepingHook extends DefaultSecretCacheHook {
    SecretInfo kept;
    int asked;

    KeepingHook() {
      super("ACSCurrent");
    }

    @Override
    public CacheSecretInfo put(SecretInfo info) {
      kept = info;
      return super.put(info);
    }

    @Override
    public SecretInfo recoveryGetSecret(String name) {
      asked++;
      return kept;
    }
  }

  /** Refreshes nothing in the background, so that a test sees its own calls only. */
  static class NeverByItself extends DefaultRefreshSecretStrategy {
    @Override
    public long getNextExecuteTime(String name, long ttl, long offset) {
      return System.currentTimeMillis() + 3_600_000;
    }
  }

  static final RegionInfo DIRECT = new RegionInfo("cn-hangzhou", false, ENDPOINT);

  static SecretCacheClientBuilder cacheBuilder(Key key, RegionInfo region) throws Exception {
    var builder = BaseSecretManagerClientBuilder.standard().withAccessKey(key.id, key.secret).addRegion(region);
    builder.withBackoffStrategy(new FullJitterBackoffStrategy(1, 1L, 1L));
    return SecretCacheClientBuilder.newCacheClientBuilder(builder.build());
  }

  static String secretOfCache(Key key, String name, String label, RegionInfo region) throws Exception {
    var stage = label == null ? "ACSCurrent" : label;
    try (var client = cacheBuilder(key, region).withCacheStage(stage).build()) {
      return client.getSecretInfo(name).getSecretValue();
    }
  }

  /** alibabacloud-secretsmanager-client: https only. It asks for XML. */
  @Test
  void cache() throws Exception {
    // Throttled, it tries again, and then gives up.
    Read read = (key, name, label) -> secretOfCache(key, name, label, DIRECT);
    cases(read, "SDK.InvalidAccessKeySecret", "SDK.ReadTimeout", 1);
    assertEquals("example-value", secretOfCache(ROOT, "example-secret", null, new RegionInfo("cn-hangzhou")));
    create("new/binary", "binary", BINARY);
    try (var client = cacheBuilder(ROOT, DIRECT).build()) {
      // A defect of the client: its buffer holds the characters that were sent, not the bytes they stand for.
      assertEquals(BINARY, new String(client.getBinaryValue("new/binary").array()).trim());
    }
    cacheKeepsTheLastGoodValueThroughAnOutage();
    cacheDoesNotFallBackOnAnExpiredInstance();
    cacheRefreshesWithinItsTtlAfterARotation();
  }

  static void cacheRefreshesWithinItsTtlAfterARotation() throws Exception {
    emulator("/reset", "{}");
    try (var client = cacheBuilder(ROOT, DIRECT).withSecretTTL("rds/single", 500).build()) {
      assertEquals(SHOP, client.getSecretInfo("rds/single").getSecretValue());
      emulator("/secrets/rds%2Fsingle/rotate", "{}");
      emulator("/clock", "{\"advance\":\"2m\"}");
      var until = System.currentTimeMillis() + 20_000;
      while (client.getSecretInfo("rds/single").getSecretValue().equals(SHOP) && System.currentTimeMillis() < until)
        Thread.sleep(20);
      var current = readV3(ROOT, "rds/single", null);
      assertNotEquals(SHOP, current);
      assertEquals(current, client.getSecretInfo("rds/single").getSecretValue());
    }
  }

  /** A client with a hook of the application and example-secret in its cache, whose entries last for `ttl` ms. */
  static SecretCacheClient keeping(KeepingHook hook, long ttl) throws Exception {
    emulator("/reset", "{}");
    var builder = cacheBuilder(ROOT, DIRECT).withSecretCacheHook(hook).withRefreshSecretStrategy(new NeverByItself());
    var client = builder.withSecretTTL("example-secret", ttl).build();
    verify(1);
    return client;
  }

  static void cacheKeepsTheLastGoodValueThroughAnOutage() throws Exception {
    for (var code : List.of("Rejected.Throttling", "ServiceUnavailableTemporary", "InternalFailure")) {
      try (var client = keeping(new KeepingHook(), 3_600_000)) {
        failReads(code, "");
        client.refreshNow("example-secret");
        verify(4);
        assertEquals("example-value", client.getSecretInfo("example-secret").getSecretValue());
        verify(4);
      }
      var hook = new KeepingHook();
      try (var client = keeping(hook, -1)) { // Expired as soon as it is read: its hook has the value.
        failReads(code, "");
        assertEquals("example-value", client.getSecretInfo("example-secret").getSecretValue());
        assertEquals(1, hook.asked);
        verify(4);
      }
    }
  }

  static void cacheDoesNotFallBackOnAnExpiredInstance() throws Exception {
    var hook = new KeepingHook();
    try (var client = keeping(hook, -1)) {
      emulator("/scenarios/instance-expired", "{}");
      refused(() -> client.getSecretInfo("example-secret"), "Rejected.Unavailable");
      assertEquals(0, hook.asked);
      verify(2);
      assertFalse(client.refreshNow("example-secret"));
    }
  }
}
