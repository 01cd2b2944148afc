package io.gamekeeper.local.appstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.testing.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FakeStoresTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:1:secret:stores";
  private static final StoreEnvironment APP =
      new StoreEnvironment(
          SECRET,
          "/providers",
          "once",
          "com.example.game",
          1,
          "Sandbox",
          "com.example.android",
          "https://game.example/google",
          false,
          List.of(),
          0);
  private static final String APPLE =
      "https://api.storekit-sandbox.apple.com/inApps/v1/transactions/";
  private static final String GOOGLE =
      "https://androidpublisher.googleapis.com/androidpublisher/v3/applications/com.example.android/purchases/";

  private final WebHosts web = new WebHosts();
  private final List<String> posted = new ArrayList<>();
  private final Path folder;
  private final Secrets secrets;
  private final VirtualTime time = new VirtualTime();
  private int noticeStatus = 204;
  private FakeStores stores;

  FakeStoresTest(@TempDir Path folder) {
    this.folder = folder;
    this.secrets = new Secrets(new AccessControl(), folder.resolve("secrets.json"));
    secrets.create(
        "stores",
        SECRET,
        new AwsEnvironment("111122223333", "eu-central-1"),
        Optional.empty(),
        () -> "{}");
    stores = open();
  }

  @BeforeEach
  void aFunctionServesTheApp() {
    stores.trustedBy(function("Purchases", APP.toMap()));
  }

  @Test
  void appleSignsWhatItSellsWithAChainToTheRootInTheSecret() throws Exception {
    Sold sold = stores.buy(Shop.APPLE, "gems-100", 2, "p1");

    JWSObject jws = JWSObject.parse(sold.receipt());
    X509Certificate leaf = certificate(jws.getHeader().getX509CertChain().get(0).decode());
    X509Certificate intermediate = certificate(jws.getHeader().getX509CertChain().get(1).decode());
    X509Certificate root =
        certificate(
            Base64.getDecoder()
                .decode(
                    credentials()
                        .at("/apple/" + StoreCredentials.APPLE_ROOT_CERTIFICATES + "/0")
                        .asText()));
    leaf.verify(intermediate.getPublicKey());
    intermediate.verify(root.getPublicKey());
    assertThat(jws.verify(new ECDSAVerifier((ECPublicKey) leaf.getPublicKey()))).isTrue();
    JsonNode transaction = JSON.readTree(jws.getPayload().toString());
    assertThat(transaction.path("productId").asText()).isEqualTo("gems-100");
    assertThat(transaction.path("quantity").asInt()).isEqualTo(2);
    assertThat(transaction.path("bundleId").asText()).isEqualTo("com.example.game");
    assertThat(transaction.path("appAccountToken").asText())
        .isEqualTo(StoreAccount.of("p1").toString());
  }

  @Test
  void appleAnswersThoseWhoHaveItsKeyOnly() throws Exception {
    String id = stores.buy(Shop.APPLE, "gems-100", 1, "p1").transactionId();

    assertThat(get(APPLE + id, "").status()).isEqualTo(401);
    assertThat(
            get(APPLE + id, appleToken(time.instant().minusSeconds(1), "com.example.game"))
                .status())
        .isEqualTo(401);
    assertThat(
            get(APPLE + id, appleToken(time.instant().plusSeconds(7200), "com.example.game"))
                .status())
        .isEqualTo(401);
    assertThat(
            get(APPLE + id, appleToken(time.instant().plusSeconds(60), "com.example.other"))
                .status())
        .isEqualTo(401);
    WebClient.Response answer =
        get(APPLE + id, appleToken(time.instant().plusSeconds(60), "com.example.game"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("signedTransactionInfo");
    assertThat(
            get(APPLE + "1", appleToken(time.instant().plusSeconds(60), "com.example.game"))
                .status())
        .isEqualTo(404);
  }

  @Test
  void whatIsFinishedIsAcknowledged() throws Exception {
    String id = stores.buy(Shop.APPLE, "gems-100", 1, "p1").transactionId();
    assertThat(stores.isAcknowledged(Shop.APPLE, id)).isFalse();

    send(
        "POST",
        APPLE + id + "/finish",
        appleToken(time.instant().plusSeconds(60), "com.example.game"),
        "");

    assertThat(stores.isAcknowledged(Shop.APPLE, id)).isTrue();
  }

  @Test
  void googleSignsWhatItSellsWithTheLicenceKey() throws Exception {
    Sold sold = stores.buy(Shop.GOOGLE, "gems-100", 1, "p1");

    JsonNode receipt = JSON.readTree(sold.receipt());
    Signature signature = Signature.getInstance("SHA1withRSA");
    signature.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getDecoder()
                        .decode(
                            credentials()
                                .at("/google/" + StoreCredentials.GOOGLE_LICENCE_KEY)
                                .asText()))));
    signature.update(receipt.path("data").asText().getBytes(StandardCharsets.UTF_8));
    assertThat(signature.verify(Base64.getDecoder().decode(receipt.path("signature").asText())))
        .isTrue();
    assertThat(JSON.readTree(receipt.path("data").asText()).path("orderId").asText())
        .isEqualTo(sold.transactionId());
  }

  @Test
  void googleGivesAccessToItsServiceAccountOnlyAndForAnHour() throws Exception {
    String token = token(stores.buy(Shop.GOOGLE, "gems-100", 1, "p1"));
    assertThat(get(GOOGLE + "productsv2/tokens/" + token, "made up").status()).isEqualTo(401);
    assertThat(exchange("no assertion").status()).isEqualTo(400);

    String access = accessToken();
    assertThat(get(GOOGLE + "productsv2/tokens/" + token, access).body()).contains("PURCHASED");

    time.advance(Duration.ofHours(1));
    assertThat(get(GOOGLE + "productsv2/tokens/" + token, access).status()).isEqualTo(401);
  }

  @Test
  void googleRefusesASecondAcknowledgement() throws Exception {
    Sold sold = stores.buy(Shop.GOOGLE, "gems-100", 1, "p1");
    String acknowledge = GOOGLE + "products/gems-100/tokens/" + token(sold) + ":acknowledge";
    String access = accessToken();

    assertThat(send("POST", acknowledge, access, "{}").status()).isEqualTo(204);
    assertThat(send("POST", acknowledge, access, "{}").status()).isEqualTo(400);
    assertThat(stores.isAcknowledged(Shop.GOOGLE, sold.transactionId())).isTrue();
  }

  @Test
  void whatNobodyAcknowledgesGoogleRefundsAfterThreeDays() throws Exception {
    Sold sold = stores.buy(Shop.GOOGLE, "gems-100", 1, "p1");
    time.advance(Duration.ofDays(3).minusMillis(1));
    assertThat(voided()).isEmpty();

    time.advance(Duration.ofMillis(1));

    assertThat(voided()).singleElement().isEqualTo(sold.transactionId());
    assertThat(get(GOOGLE + "productsv2/tokens/" + token(sold), accessToken()).body())
        .contains("CANCELLED");
  }

  @Test
  void googlesListOfVoidedPurchasesHasPages() throws Exception {
    for (int i = 0; i < 250; i++) {
      stores.buy(Shop.GOOGLE, "gems-100", 1, "p1");
    }
    time.advance(Duration.ofDays(3));

    assertThat(voided()).hasSize(250).doesNotHaveDuplicates();
  }

  @Test
  void aRefundIsNotifiedAsTheStoresDo() throws Exception {
    String apple = stores.buy(Shop.APPLE, "gems-100", 1, "p1").transactionId();
    String google = stores.buy(Shop.GOOGLE, "gems-100", 1, "p1").transactionId();

    assertThat(stores.refund(Shop.APPLE, apple)).isEqualTo(204);
    noticeStatus = 503;
    assertThat(stores.refund(Shop.GOOGLE, google)).isEqualTo(503);

    assertThat(posted.get(0)).startsWith("/v1/store-notifications/apple").contains("signedPayload");
    assertThat(posted.get(1)).startsWith("/v1/store-notifications/google").contains("Bearer ");
    assertThatThrownBy(() -> stores.refund(Shop.APPLE, "1"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("no transaction 1");
  }

  @Test
  void googleGivesWholePiecesBack() throws Exception {
    String order = stores.buy(Shop.GOOGLE, "gems-100", 4, "p1").transactionId();

    assertThatThrownBy(() -> stores.refund(Shop.GOOGLE, order, 30))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("30 % of 4 pieces are 1.2");
    assertThat(stores.refund(Shop.GOOGLE, order, 50)).isEqualTo(204);
    assertThatThrownBy(() -> stores.refund(Shop.GOOGLE, order, 25))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("is already refunded by 50 %");
    assertThat(voided()).as("parts are listed on demand").isEmpty();
  }

  @Test
  void aStoreCanBeDownSlowAndWrong() throws Exception {
    String id = stores.buy(Shop.APPLE, "gems-100", 1, "p1").transactionId();
    String token = appleToken(time.instant().plusSeconds(60), "com.example.game");

    stores.disturb(Shop.APPLE, new Outage(Outage.State.DOWN, 0));
    assertThatThrownBy(() -> get(APPLE + id, token)).isInstanceOf(ConnectException.class);
    stores.disturb(Shop.APPLE, new Outage(Outage.State.SLOW, 0));
    Instant before = time.instant();
    assertThatThrownBy(() -> get(APPLE + id, token)).isInstanceOf(HttpTimeoutException.class);
    assertThat(time.instant()).isEqualTo(before.plus(PATIENCE));
    stores.disturb(Shop.APPLE, new Outage(Outage.State.UP, 100));
    assertThat(get(APPLE + id, token).status()).isEqualTo(500);
    assertThat(accessToken()).isNotEmpty(); // Google is another store
    stores.disturb(Shop.APPLE, Outage.NONE);
    assertThat(get(APPLE + id, token).status()).isEqualTo(200);
  }

  @Test
  void theKeysAreKeptWithTheData() throws Exception {
    String before = secrets.value(SECRET);

    FakeStores again = open();
    again.trustedBy(function("Purchases", APP.toMap()));

    assertThat(secrets.value(SECRET)).isEqualTo(before);
    JWSObject sold = JWSObject.parse(again.buy(Shop.APPLE, "gems-100", 1, "p1").receipt());
    assertThat(
            sold.verify(
                new ECDSAVerifier(
                    (ECPublicKey)
                        certificate(sold.getHeader().getX509CertChain().get(0).decode())
                            .getPublicKey())))
        .isTrue();
  }

  @Test
  void functionsThatServeDifferentAppsAreRefused() {
    Map<String, String> other = new HashMap<>(APP.toMap());
    other.put(StoreEnvironment.APPLE_BUNDLE_ID, "com.example.other");

    assertThatThrownBy(() -> stores.trustedBy(function("Reconciler", other)))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Reconciler");
  }

  @Test
  void withoutAFunctionThatKnowsOfStoresNothingIsSold() {
    FakeStores closed = open();
    closed.trustedBy(function("Scores", Map.of()));

    assertThatThrownBy(() -> closed.buy(Shop.APPLE, "gems-100", 1, "p1"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("nothing is sold");
  }

  private FakeStores open() {
    return FakeStores.open(
        folder,
        new StageTime(time, time::advance, new Random(17)),
        web,
        secrets,
        (path, headers, body) -> {
          posted.add(path + " " + headers + " " + body);
          return noticeStatus;
        });
  }

  private JsonNode credentials() throws IOException {
    return JSON.readTree(secrets.value(SECRET));
  }

  private static String token(Sold sold) throws IOException {
    return JSON.readTree(JSON.readTree(sold.receipt()).path("data").asText())
        .path("purchaseToken")
        .asText();
  }

  private List<String> voided() throws Exception {
    List<String> orders = new ArrayList<>();
    String access = accessToken();
    String page = "";
    do {
      JsonNode answer =
          JSON.readTree(get(GOOGLE + "voidedpurchases?maxResults=100" + page, access).body());
      answer.path("voidedPurchases").forEach(voided -> orders.add(voided.path("orderId").asText()));
      String next = answer.at("/tokenPagination/nextPageToken").asText();
      page = next.isEmpty() ? "" : "&token=" + next;
    } while (!page.isEmpty());
    return orders;
  }

  private String appleToken(Instant expiry, String bundle) throws Exception {
    JsonNode apple = credentials().path("apple");
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(apple.path(StoreCredentials.APPLE_KEY_ID).asText())
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(apple.path(StoreCredentials.APPLE_ISSUER_ID).asText())
                .audience("appstoreconnect-v1")
                .claim("bid", bundle)
                .expirationTime(Date.from(expiry))
                .build());
    token.sign(
        new ECDSASigner(
            (ECPrivateKey) key("EC", apple.path(StoreCredentials.APPLE_PRIVATE_KEY).asText()),
            Curve.P_256));
    return token.serialize();
  }

  private String accessToken() throws Exception {
    JsonNode account = credentials().path("google").path(StoreCredentials.GOOGLE_SERVICE_ACCOUNT);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).build(),
            new JWTClaimsSet.Builder()
                .issuer(account.path("client_email").asText())
                .audience(account.path("token_uri").asText())
                .claim("scope", "https://www.googleapis.com/auth/androidpublisher")
                .issueTime(Date.from(time.instant()))
                .expirationTime(Date.from(time.instant().plusSeconds(3600)))
                .build());
    token.sign(new RSASSASigner(key("RSA", account.path("private_key").asText())));
    return JSON.readTree(exchange(token.serialize()).body()).path("access_token").asText();
  }

  private WebClient.Response exchange(String assertion) throws IOException {
    return send(
        "POST",
        "https://oauth2.googleapis.com/token",
        "",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion);
  }

  private static PrivateKey key(String algorithm, String pem) throws Exception {
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(
            new PKCS8EncodedKeySpec(
                Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
  }

  private static X509Certificate certificate(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private WebClient.Response get(String uri, String token) throws IOException {
    return web.send(
        new WebClient.Request(
            "GET", URI.create(uri), Map.of("Authorization", "Bearer " + token), null),
        PATIENCE);
  }

  private WebClient.Response send(String method, String uri, String token, String body)
      throws IOException {
    return web.send(
        new WebClient.Request(
            method, URI.create(uri), Map.of("Authorization", "Bearer " + token), body),
        PATIENCE);
  }

  private FunctionConfig function(String id, Map<String, String> environment) {
    return new DeclaredFunction(id, folder).environment(environment).config();
  }
}
