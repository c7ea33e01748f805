import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aliyun.kms20160120.Client;
import com.aliyun.kms20160120.models.CreateSecretRequest;
import com.aliyun.kms20160120.models.GetSecretValueRequest;
import com.aliyun.kms20160120.models.ListSecretsRequest;
import com.aliyun.teaopenapi.models.Config;
import com.aliyuncs.AcsRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.kms.secretsmanager.client.SecretCacheClientBuilder;
import com.aliyuncs.kms.secretsmanager.client.model.RegionInfo;
import com.aliyuncs.kms.secretsmanager.client.service.BaseSecretManagerClientBuilder;
import com.aliyuncs.kms.secretsmanager.client.service.FullJitterBackoffStrategy;
import com.aliyuncs.profile.DefaultProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
  static final String DENIED = "Forbidden.NoPermission";

  record Key(String id, String secret) {}

  static final Key ROOT = new Key("LTAIemulatorroot00000001", "emulator-root-secret");

  /** Reads a secret with a client of its own. */
  interface Read {
    String value(Key key, String name) throws Exception;
  }

  /** Asks the control interface for something. */
  static void emulator(String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(URL + "/_emulator" + path)).header("content-type", "application/json");
    var post = request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    assertEquals(200, HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  /** The last error that was caught, with its causes, as text: code and message are in it whatever its class. */
  static void refused(Read read, Key key, String name, String... expected) {
    var text = new StringBuilder();
    for (Throwable e = assertThrows(Exception.class, () -> read.value(key, name)); e != null; e = e.getCause()) {
      text.append(e).append('\n');
      if (e instanceof com.aliyun.tea.TeaException tea) text.append(tea.getCode());
    }
    for (var each : expected) assertTrue(text.toString().contains(each), () -> each + " is not in " + text);
  }

  /** What every client has to get right. */
  static void cases(Read read, String wrongSecret, String throttled) throws Exception {
    emulator("/reset", "{}");
    assertEquals("example-value", read.value(ROOT, "example-secret"));
    refused(read, ROOT, "no-such-secret", "Forbidden.ResourceNotFound");
    refused(read, new Key(ROOT.id, "wrong"), "example-secret", wrongSecret);
    refused(read, new Key("LTAInone", "none"), "example-secret", "InvalidAccessKeyId.NotFound");
    var nobody = new Key("LTAIemulatornobody000001", "emulator-nobody-secret");
    refused(read, nobody, "example-secret", DENIED, "secret/example-secret");
    var withoutDecrypt = new Key("LTAIemulatornodec0000001", "emulator-nodec-secret");
    refused(read, withoutDecrypt, "example-secret", DENIED, "key-hzz0example000000000000");
    emulator("/scenarios/instance-expired", "{}");
    refused(read, ROOT, "example-secret", "Rejected.Unavailable");
    emulator("/reset", "{}");
    emulator("/clock", "{\"freeze\":true}");
    for (int call = 0; call < 450; call++) readV3(ROOT, "example-secret");
    refused(read, ROOT, "example-secret", throttled);
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

  static String readV3(Key key, String name) throws Exception {
    return secretV3(clientV3(http(), key), name);
  }

  /** com.aliyun:kms20160120. */
  @Test
  void kmsV3() throws Exception {
    cases(ClientsTest::readV3, "SignatureDoesNotMatch", "Rejected.Throttling");
    var client = clientV3(http(), ROOT);
    var request = new CreateSecretRequest().setSecretName("new").setVersionId("v1").setSecretData(ODD).setDescription(ODD);
    client.createSecret(request);
    assertEquals(ODD, secretV3(client, "new"));
    assertEquals(2, client.listSecrets(new ListSecretsRequest()).getBody().getSecretList().getSecret().size());
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

  static String readV1(com.aliyuncs.kms.model.v20160120.GetSecretValueRequest request, Key key, String name)
      throws Exception {
    request.setSecretName(name);
    var client = new DefaultAcsClient(DefaultProfile.getProfile("cn-hangzhou", key.id, key.secret));
    return client.getAcsResponse(request).getSecretData();
  }

  static com.aliyuncs.kms.model.v20160120.GetSecretValueRequest requestV1() {
    return new com.aliyuncs.kms.model.v20160120.GetSecretValueRequest();
  }

  @Test
  void coreV1() throws Exception {
    Read read = (key, name) -> readV1(pointed(requestV1(), ProtocolType.HTTP), key, name);
    cases(read, "SDK.InvalidAccessKeySecret", "Rejected.Throttling");
    assertEquals("example-value", readV1(pointed(requestV1(), ProtocolType.HTTPS), ROOT, "example-secret"));
    var xml = pointed(requestV1(), ProtocolType.HTTP);
    xml.setSysAcceptFormat(FormatType.XML);
    assertEquals("example-value", readV1(xml, ROOT, "example-secret"));
    // HTTPS_PROXY of the environment leads its fixed host, kms.cn-hangzhou.aliyuncs.com, to the emulator.
    assertEquals("example-value", readV1(requestV1(), ROOT, "example-secret"));
  }

  /** alibabacloud-secretsmanager-client: https only. It asks for XML. */
  @Test
  void cache() throws Exception {
    Read read = (key, name) -> secretOfCache(key, name, new RegionInfo("cn-hangzhou", false, ENDPOINT));
    cases(read, "SDK.InvalidAccessKeySecret", "SDK.ReadTimeout"); // Throttled, it tries again, and then gives up.
    assertEquals("example-value", secretOfCache(ROOT, "example-secret", new RegionInfo("cn-hangzhou")));
  }

  static String secretOfCache(Key key, String name, RegionInfo region) throws Exception {
    var builder = BaseSecretManagerClientBuilder.standard().withAccessKey(key.id, key.secret).addRegion(region);
    builder.withBackoffStrategy(new FullJitterBackoffStrategy(1, 1L, 1L));
    try (var client = SecretCacheClientBuilder.newCacheClientBuilder(builder.build()).build()) {
      return client.getSecretInfo(name).getSecretValue();
    }
  }
}
