package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.local.client.Bearer;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Google's token endpoint: it gives access tokens for signed assertions, RFC 7523. */
final class GoogleTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPE = "https://www.googleapis.com/auth/androidpublisher";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration VALIDITY = Duration.ofHours(1);

  private final StoreIdentity identity;
  private final InstantSource clock;
  private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

  GoogleTokens(StoreIdentity identity, InstantSource clock) {
    this.identity = identity;
    this.clock = clock;
  }

  Response answer(Request request) {
    Form form = Form.of(request.body());
    if (!request.uri().getPath().equals("/token")
        || !request.method().equals("POST")
        || !form.field("grant_type").filter(GRANT::equals).isPresent()
        || !form.field("assertion").filter(this::isOurs).isPresent()) {
      return new Response(
          400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
    }
    String token = "ya29.fake." + UUID.randomUUID();
    Instant now = clock.instant();
    expiries.values().removeIf(end -> !now.isBefore(end));
    expiries.put(token, now.plus(VALIDITY));
    return new Response(
        200,
        JSON.createObjectNode()
            .put("access_token", token)
            .put("expires_in", VALIDITY.toSeconds() - 1)
            .put("token_type", "Bearer")
            .toString());
  }

  /** Tells whether a request brings an access token that has not expired. */
  boolean admits(Request request) {
    Instant end = expiries.get(Bearer.of(request));
    return end != null && clock.instant().isBefore(end);
  }

  private boolean isOurs(String assertion) {
    try {
      SignedJWT token = SignedJWT.parse(assertion);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      Date issued = claims.getIssueTime();
      Instant now = clock.instant();
      return JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())
          && token.verify(new RSASSAVerifier(identity.googleCallerKey()))
          && StoreIdentity.SERVICE_ACCOUNT.equals(claims.getIssuer())
          && claims.getAudience().contains(StoreIdentity.TOKEN_URI)
          && SCOPE.equals(claims.getStringClaim("scope"))
          && expires != null
          && issued != null
          && now.isBefore(expires.toInstant())
          && !expires.toInstant().isAfter(issued.toInstant().plus(VALIDITY));
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }
}
