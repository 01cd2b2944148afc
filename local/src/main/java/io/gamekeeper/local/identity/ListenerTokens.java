package io.gamekeeper.local.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.local.balancer.TokenCheck;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bearer tokens as a load balancer's {@code jwt-validation} action does: RS256 by a key of
 * the issuer's set, the issuer, the expiry, and, if they are there, not-before and issued-at. It
 * looks at no audience, unlike the functions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html">JWT
 *     verification</a>
 */
public final class ListenerTokens implements TokenCheck {
  private static final String SCHEME = "bearer ";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final String issuer;
  private final URI keySet;
  private final WebClient web;
  private final InstantSource clock;
  private volatile JWKSet known = new JWKSet();

  /**
   * Tokens of that issuer.
   *
   * @param keySet address of its keys; asked again when a token names a key that is not known
   */
  public ListenerTokens(String issuer, URI keySet, WebClient web, InstantSource clock) {
    this.issuer = issuer;
    this.keySet = keySet;
    this.web = web;
    this.clock = clock;
  }

  @Override
  public boolean accepts(@Nullable String authorization) throws IOException {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    try {
      SignedJWT token = SignedJWT.parse(authorization.substring(SCHEME.length()).strip());
      if (!JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())) {
        return false;
      }
      Optional<RSAKey> key = key(String.valueOf(token.getHeader().getKeyID()));
      return key.isPresent()
          && token.verify(new RSASSAVerifier(key.get().toRSAPublicKey()))
          && inForce(token.getJWTClaimsSet());
    } catch (ParseException | JOSEException e) {
      return false; // what is no token is no good token
    }
  }

  private boolean inForce(JWTClaimsSet claims) {
    Instant now = clock.instant();
    return issuer.equals(claims.getIssuer())
        && claims.getExpirationTime() != null
        && now.isBefore(claims.getExpirationTime().toInstant())
        && begun(claims.getNotBeforeTime(), now)
        && begun(claims.getIssueTime(), now);
  }

  /** Tokens have whole seconds, and may be used in the second that they are made in. */
  private static boolean begun(@Nullable Date from, Instant now) {
    return from == null || !now.isBefore(from.toInstant());
  }

  private Optional<RSAKey> key(String id) throws IOException {
    JWK found = known.getKeyByKeyId(id);
    if (found == null) {
      WebClient.Response answer = web.get(keySet, TIMEOUT);
      if (answer.status() != 200) {
        throw new IOException(keySet + " answers " + answer.status());
      }
      try {
        known = JWKSet.parse(answer.body());
      } catch (ParseException e) {
        throw new IOException(keySet + " is no key set", e);
      }
      found = known.getKeyByKeyId(id);
    }
    return found instanceof RSAKey rsa ? Optional.of(rsa) : Optional.empty();
  }
}
