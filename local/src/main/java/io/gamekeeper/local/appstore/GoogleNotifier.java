package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;

/** The notifications of voided purchases by Google, each with a token that Google signs. */
final class GoogleNotifier {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY_ID = "fake-google";
  private static final Duration VALIDITY = Duration.ofHours(1);

  private final StoreIdentity identity;
  private final StoreEnvironment app;

  GoogleNotifier(StoreIdentity identity, StoreEnvironment app) {
    this.identity = identity;
    this.app = app;
  }

  /** Answers with the public keys of the tokens. */
  Response keys(Request request) {
    return request.uri().getPath().equals("/oauth2/v3/certs")
        ? new Response(
            200,
            new JWKSet(
                    new RSAKey.Builder((RSAPublicKey) identity.notifier().getPublic())
                        .keyID(KEY_ID)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .build())
                .toString())
        : new Response(404, "");
  }

  /**
   * Returns the notification of a refund.
   *
   * @param id of the message, which is unique
   */
  Notice voided(Sale sale, boolean whole, String id, Instant now) {
    ObjectNode content =
        JSON.createObjectNode()
            .put("version", "1.0")
            .put("packageName", app.googlePackage())
            .put("eventTimeMillis", Long.toString(now.toEpochMilli()));
    content
        .putObject("voidedPurchaseNotification")
        .put("purchaseToken", sale.token())
        .put("orderId", sale.transactionId())
        .put("productType", 2)
        .put("refundType", whole ? 1 : 2);
    ObjectNode push = JSON.createObjectNode();
    push.putObject("message")
        .put(
            "data",
            Base64.getEncoder().encodeToString(content.toString().getBytes(StandardCharsets.UTF_8)))
        .put("messageId", id)
        .put("publishTime", now.toString());
    push.put("subscription", "projects/fake-play/subscriptions/gamekeeper");
    return new Notice(
        ApiRoute.NOTIFY_GOOGLE.path(),
        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + idToken(now)),
        push.toString());
  }

  private String idToken(Instant now) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY_ID).build(),
            new JWTClaimsSet.Builder()
                .issuer("https://accounts.google.com")
                .audience(app.googleAudience())
                .subject("100000000000000000002")
                .claim("email", StoreIdentity.NOTIFIER_ACCOUNT)
                .claim("email_verified", true)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(VALIDITY)))
                .build());
    try {
      token.sign(new RSASSASigner(identity.notifier().getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
    return token.serialize();
  }
}
