package io.gamekeeper.local.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The check of bearer tokens by a load balancer's {@code jwt-validation} action: RS256 by a key of
 * the issuer's set, the issuer, the expiry, and, if present, not-before and issued-at. Unlike the
 * functions, it ignores the audience.
 *
 * <p>A valid signature is remembered with its token and key set, because checking it again costs
 * more than the rest of a read. The validity period is checked each time.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html">JWT
 *     verification</a>
 */
public final class ListenerTokens implements TokenCheck {
  private static final String SCHEME = "bearer ";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_REMEMBERED = 4096;

  private final String issuer;
  private final URI keySet;
  private final WebClient web;
  private final InstantSource clock;
  private final Map<String, Signed> remembered = new ConcurrentHashMap<>();
  private volatile JWKSet known = new JWKSet();

  /** Claims that are signed by a key of the set. */
  private record Signed(JWKSet keys, JWTClaimsSet claims) {}

  /**
   * Creates the check of an issuer's tokens.
   *
   * @param keySet address of its keys; fetched again when a token names an unknown key
   */
  public ListenerTokens(String issuer, URI keySet, WebClient web, InstantSource clock) {
    this.issuer = issuer;
    this.keySet = keySet;
    this.web = web;
    this.clock = clock;
  }

  @Override
  public boolean accepts(@Nullable String authorization) throws IOException {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String token = authorization.substring(SCHEME.length()).strip();
    Signed signed = remembered.get(token);
    if (signed != null && signed.keys().equals(known)) {
      return inForce(signed.claims());
    }
    Optional<Signed> verified = verify(token);
    verified.ifPresent(good -> remember(token, good));
    return verified.isPresent() && inForce(verified.get().claims());
  }

  private Optional<Signed> verify(String text) throws IOException {
    try {
      SignedJWT token = SignedJWT.parse(text);
      if (!JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())) {
        return Optional.empty();
      }
      String keyId = String.valueOf(token.getHeader().getKeyID());
      JWKSet keys = keysWith(keyId);
      return keys.getKeyByKeyId(keyId) instanceof RSAKey key
              && token.verify(new RSASSAVerifier(key.toRSAPublicKey()))
          ? Optional.of(new Signed(keys, token.getJWTClaimsSet()))
          : Optional.empty();
    } catch (ParseException | JOSEException e) {
      return Optional.empty(); // a malformed token is not valid
    }
  }

  private void remember(String token, Signed signed) {
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(token, signed);
  }

  private boolean inForce(JWTClaimsSet claims) {
    Instant now = clock.instant();
    return issuer.equals(claims.getIssuer())
        && claims.getExpirationTime() != null
        && now.isBefore(claims.getExpirationTime().toInstant())
        && begun(claims.getNotBeforeTime(), now)
        && begun(claims.getIssueTime(), now);
  }

  /**
   * Tells whether a validity period has begun. Tokens have whole seconds, and may be used in the
   * second of their creation.
   */
  private static boolean begun(@Nullable Date from, Instant now) {
    return from == null || !now.isBefore(from.toInstant());
  }

  /** Returns the key set; fetches it again if it lacks the key. */
  private JWKSet keysWith(String id) throws IOException {
    JWKSet keys = known;
    if (keys.getKeyByKeyId(id) != null) {
      return keys;
    }
    WebClient.Response answer = web.get(keySet, TIMEOUT);
    if (answer.status() != 200) {
      throw new IOException(keySet + " answers " + answer.status());
    }
    try {
      JWKSet fetched = JWKSet.parse(answer.body());
      if (!fetched.equals(keys)) { // an invented key id must not make all tokens be checked again
        known = fetched;
      }
      return known;
    } catch (ParseException e) {
      throw new IOException(keySet + " is not a key set", e);
    }
  }
}
