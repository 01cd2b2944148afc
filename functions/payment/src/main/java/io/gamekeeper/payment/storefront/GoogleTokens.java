package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.json.webtoken.JsonWebSignature;
import com.google.api.client.json.webtoken.JsonWebToken;
import com.google.api.services.androidpublisher.AndroidPublisherScopes;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of a service account (RFC 7523), kept until shortly before they expire. Google's
 * library reads the key file and signs; it is not asked for the token itself, because it would go
 * by the machine's clock.
 */
final class GoogleTokens {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration VALIDITY = Duration.ofHours(1);

  /**
   * The time before its end at which a token is no longer used: it has to arrive, and clocks
   * differ.
   */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final BoundedWeb web;
  private final InstantSource clock;
  private @Nullable Token known;

  private record Token(ServiceAccountCredentials account, String value, Instant notAfter) {}

  GoogleTokens(BoundedWeb web, InstantSource clock) {
    this.web = web;
    this.clock = clock;
  }

  /**
   * Returns a token of that account.
   *
   * @throws UnauthorisedException if Google does not accept its key
   * @throws IOException if there was no good answer
   */
  synchronized String token(ServiceAccountCredentials account) throws IOException {
    Instant now = clock.instant();
    Token token = known;
    if (token == null || !token.account().equals(account) || !now.isBefore(token.notAfter())) {
      token = fetch(account, now);
      known = token;
    }
    return token.value();
  }

  /** Forgets the token, because it was not accepted. */
  synchronized void forget() {
    known = null;
  }

  private Token fetch(ServiceAccountCredentials account, Instant now) throws IOException {
    WebClient.Response response =
        web.send(
            new WebClient.Request(
                "POST",
                account.getTokenServerUri(),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                "grant_type=" + encode(GRANT) + "&assertion=" + encode(assertion(account, now))));
    if (response.status() == 400 || response.status() == 401) {
      throw new UnauthorisedException("Google does not accept the service account's key");
    }
    JsonNode answer =
        Documents.object(response.body())
            .filter(_ -> response.status() == 200)
            .orElseThrow(() -> new IOException("Google's tokens: " + response.status()));
    Duration validity =
        Documents.integer(answer, "expires_in").map(Duration::ofSeconds).orElse(Duration.ZERO);
    return new Token(
        account,
        Documents.text(answer, "access_token")
            .orElseThrow(() -> new IOException("Google's answer has no token")),
        now.plus(validity).minus(MARGIN));
  }

  private static String assertion(ServiceAccountCredentials account, Instant now)
      throws IOException {
    JsonWebSignature.Header header = new JsonWebSignature.Header();
    header.setAlgorithm("RS256");
    header.setType("JWT");
    header.setKeyId(account.getPrivateKeyId());
    JsonWebToken.Payload payload = new JsonWebToken.Payload();
    payload.setIssuer(account.getClientEmail());
    payload.setAudience(account.getTokenServerUri().toString());
    payload.setIssuedAtTimeSeconds(now.getEpochSecond());
    payload.setExpirationTimeSeconds(now.plus(VALIDITY).getEpochSecond());
    payload.put("scope", AndroidPublisherScopes.ANDROIDPUBLISHER);
    try {
      return JsonWebSignature.signUsingRsaSha256(
          account.getPrivateKey(), GsonFactory.getDefaultInstance(), header, payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
