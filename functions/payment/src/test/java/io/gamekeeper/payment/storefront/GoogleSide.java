package io.gamekeeper.payment.storefront;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.contract.StoreCredentials;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google: its signature, its servers and what it has given us. */
final class GoogleSide {
  static final String API = "androidpublisher.googleapis.com";
  static final String TOKENS = "oauth2.googleapis.com";
  static final String KEYS = "www.googleapis.com";
  static final String TOKEN = "abcdefgh.AO-J1Oz_token";
  static final String ORDER = "GPA.3333-4444-5555-66666";
  static final String NOTIFIER = "notifier@game.iam.gserviceaccount.com";
  static final KeyPair OTHER = rsa();

  private static final String ACCOUNT = "gamekeeper@game.iam.gserviceaccount.com";
  private static final KeyPair LICENCE = rsa();
  private static final KeyPair CALLER = rsa();
  private static final KeyPair SIGNER = rsa();
  private static final Duration HOUR = Duration.ofHours(1);

  private final InstantSource clock;
  final Map<String, Map<String, Object>> purchases = new HashMap<>();
  final List<String> acknowledged = new ArrayList<>();
  final List<List<Map<String, Object>>> voidedPages = new ArrayList<>();
  KeyPair caller = CALLER;
  KeyPair licence = LICENCE;
  int tokensGiven;
  @Nullable Response instead;
  private final Map<String, Instant> accessTokens = new HashMap<>();

  GoogleSide(InstantSource clock) {
    this.clock = clock;
  }

  static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the billing library gives for a purchase of {@link World#SKU}. */
  Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("orderId", ORDER);
    data.put("packageName", World.PACKAGE);
    data.put("productId", World.SKU);
    data.put("purchaseTime", clock.millis() - 5000);
    data.put("purchaseState", 0);
    data.put("purchaseToken", TOKEN);
    data.put("quantity", 1);
    data.put("obfuscatedAccountId", StoreAccount.of(World.PLAYER).toString());
    return data;
  }

  String receipt(Map<String, Object> data) {
    return receipt(data, licence);
  }

  String receipt(Map<String, Object> data, KeyPair key) {
    String json = World.json(data);
    return World.json(Map.of("data", json, "signature", signature(json, key)));
  }

  static String signature(String data, KeyPair key) {
    try {
      Signature signature = Signature.getInstance("SHA1withRSA");
      signature.initSign(key.getPrivate());
      signature.update(data.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what the server says about the same purchase. */
  Map<String, Object> purchase() {
    Map<String, Object> purchase = new LinkedHashMap<>();
    purchase.put("orderId", ORDER);
    purchase.put("obfuscatedExternalAccountId", StoreAccount.of(World.PLAYER).toString());
    purchase.put("purchaseStateContext", Map.of("purchaseState", "PURCHASED"));
    purchase.put("purchaseCompletionTime", clock.instant().minusSeconds(5).toString());
    purchase.put("productLineItem", List.of(line(World.SKU, 1)));
    return purchase;
  }

  static Map<String, Object> line(String product, int quantity) {
    return Map.of("productId", product, "productOfferDetails", Map.of("quantity", quantity));
  }

  Map<String, Object> credentials() {
    return Map.of(
        StoreCredentials.GOOGLE_SERVICE_ACCOUNT,
        Map.of(
            "type", "service_account",
            "project_id", "game",
            "client_id", "1",
            "client_email", ACCOUNT,
            "private_key_id", "key",
            "private_key",
                "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(caller.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n",
            "token_uri", "https://oauth2.googleapis.com/token"),
        StoreCredentials.GOOGLE_LICENCE_KEY,
        Base64.getEncoder().encodeToString(licence.getPublic().getEncoded()),
        StoreCredentials.GOOGLE_NOTIFIER,
        NOTIFIER);
  }

  /** Returns a push subscription's token. */
  String pushToken(String audience, String email, KeyPair key) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("google").build(),
            new JWTClaimsSet.Builder()
                .issuer("https://accounts.google.com")
                .audience(audience)
                .subject("1234567890")
                .claim("email", email)
                .claim("email_verified", true)
                .expirationTime(Date.from(clock.instant().plus(HOUR)))
                .build());
    try {
      token.sign(new RSASSASigner(key.getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return "Bearer " + token.serialize();
  }

  String pushToken() {
    return pushToken(World.AUDIENCE, NOTIFIER, SIGNER);
  }

  KeyPair signer() {
    return SIGNER;
  }

  Response keys() {
    return new Response(
        200,
        new JWKSet(new RSAKey.Builder((RSAPublicKey) SIGNER.getPublic()).keyID("google").build())
            .toString());
  }

  Response tokens(Request request) {
    String assertion =
        URLDecoder.decode(
            String.valueOf(request.body()).replaceFirst(".*&assertion=", ""),
            StandardCharsets.UTF_8);
    try {
      SignedJWT token = SignedJWT.parse(assertion);
      if (!token.verify(new RSASSAVerifier((RSAPublicKey) caller.getPublic()))
          || !ACCOUNT.equals(token.getJWTClaimsSet().getIssuer())
          || !clock.instant().isBefore(token.getJWTClaimsSet().getExpirationTime().toInstant())) {
        return new Response(400, "{\"error\":\"invalid_grant\"}");
      }
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException(e);
    }
    tokensGiven++;
    String value = "ya29." + tokensGiven;
    accessTokens.put(value, clock.instant().plus(HOUR));
    return new Response(
        200, World.json(Map.of("access_token", value, "expires_in", 3599, "token_type", "Bearer")));
  }

  /** Withdraws every access token that was given. */
  void withdrawTokens() {
    accessTokens.clear();
  }

  Response api(Request request) {
    String bearer = String.valueOf(request.headers().get("Authorization"));
    Instant end = accessTokens.get(bearer.replaceFirst("Bearer ", ""));
    if (end == null || !clock.instant().isBefore(end)) {
      return error(401, "authError");
    }
    if (instead != null) {
      return instead;
    }
    String path = request.uri().getPath();
    String base = "/androidpublisher/v3/applications/" + World.PACKAGE + "/purchases/";
    if (!path.startsWith(base)) {
      return error(404, "applicationNotFound");
    }
    String resource = path.substring(base.length());
    if (resource.equals("voidedpurchases")) {
      return voided(String.valueOf(request.uri().getQuery()));
    }
    String token = resource.replaceFirst(".*/", "").replaceFirst(":acknowledge$", "");
    Map<String, Object> known = purchases.get(token);
    if (known == null) {
      return error(404, "purchaseTokenNotFound");
    }
    if (resource.startsWith("productsv2/")) {
      return new Response(200, World.json(known));
    }
    if (!resource.endsWith(":acknowledge")) {
      return new Response(
          200, World.json(Map.of("acknowledgementState", acknowledged.contains(token) ? 1 : 0)));
    }
    if (acknowledged.contains(token)) {
      return error(400, "invalidPurchaseState");
    }
    acknowledged.add(token);
    return new Response(204, "");
  }

  private Response voided(String query) {
    int page = query.contains("token=") ? Integer.parseInt(query.replaceFirst(".*token=", "")) : 0;
    Map<String, Object> answer = new HashMap<>();
    answer.put("voidedPurchases", voidedPages.get(page));
    if (page + 1 < voidedPages.size()) {
      answer.put("tokenPagination", Map.of("nextPageToken", Integer.toString(page + 1)));
    }
    return new Response(200, World.json(answer));
  }

  static Response error(int status, String reason) {
    return new Response(
        status,
        World.json(
            Map.of(
                "error",
                Map.of(
                    "code",
                    status,
                    "message",
                    reason,
                    "errors",
                    List.of(Map.of("reason", reason, "message", reason, "domain", "x"))))));
  }
}
