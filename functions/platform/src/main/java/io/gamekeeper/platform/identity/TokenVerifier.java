package io.gamekeeper.platform.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.WebClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks bearer tokens: RS256 with a key of the issuer, issuer, audience and times; the subject is
 * the player. A good token is remembered by its hash until it expires or the issuer's keys change.
 */
public final class TokenVerifier {
  /** The largest difference between the issuer's clock and ours. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final int LONGEST_TOKEN = 8192;
  private static final int MOST_REMEMBERED = 4096;
  private static final String SCHEME = "Bearer ";

  private final IdentityEnvironment identity;
  private final InstantSource clock;
  private final KeySet keys;
  private final ConcurrentMap<ByteBuffer, Verdict.Player> remembered = new ConcurrentHashMap<>();
  private final SnapshotHook snapshotHook;

  /** Creates a verifier of the tokens that this environment describes, for a function. */
  public TokenVerifier(IdentityEnvironment identity, Platform platform) {
    this(identity, platform.clock(), platform.web());
    platform.onSnapshot(snapshotHook);
  }

  /** Creates a verifier for a process of which no snapshots are taken. */
  public TokenVerifier(IdentityEnvironment identity, InstantSource clock, WebClient web) {
    this.identity = identity;
    this.clock = clock;
    this.keys = new KeySet(URI.create(identity.jwksUrl()), web, remembered::clear);
    this.snapshotHook =
        new SnapshotHook() {
          @Override
          public void afterRestore() {
            remembered.clear();
            keys.expire();
          }
        };
  }

  /** Fetches the issuer's keys if that is due; false while there are none to check tokens with. */
  public boolean isReady() {
    Instant now = clock.instant();
    keys.freshen(now);
    return keys.hasGoodKeys(now);
  }

  /** Checks the value of an {@code Authorization} header. */
  public Verdict verify(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return refused(Verdict.Reason.MISSING);
    }
    String token = authorization.substring(SCHEME.length()).strip();
    if (token.length() > LONGEST_TOKEN) {
      return refused(Verdict.Reason.MALFORMED);
    }
    Instant now = clock.instant();
    ByteBuffer hash = hash(token);
    // Also when only remembered tokens come in: a key that was withdrawn must be noticed.
    keys.freshen(now);
    Verdict.Player known = remembered.get(hash);
    if (known != null) {
      if (now.isBefore(known.notAfter())) {
        return known;
      }
      remembered.remove(hash);
    }
    try {
      return check(SignedJWT.parse(token), hash, now);
    } catch (ParseException | IllegalArgumentException e) {
      return refused(Verdict.Reason.MALFORMED);
    }
  }

  private Verdict check(SignedJWT token, ByteBuffer hash, Instant now) throws ParseException {
    if (!JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())) {
      return refused(Verdict.Reason.ALGORITHM);
    }
    String keyId = token.getHeader().getKeyID();
    if (keyId == null) {
      return refused(Verdict.Reason.UNKNOWN_KEY);
    }
    return switch (keys.find(keyId, now)) {
      case KeySet.Lookup.Unavailable() -> new Verdict.Unverifiable();
      case KeySet.Lookup.Unknown() -> refused(Verdict.Reason.UNKNOWN_KEY);
      case KeySet.Lookup.Found(var verifier) -> {
        try {
          yield token.verify(verifier)
              ? checkClaims(token.getJWTClaimsSet(), hash, now)
              : refused(Verdict.Reason.SIGNATURE);
        } catch (JOSEException e) {
          yield refused(Verdict.Reason.SIGNATURE);
        }
      }
    };
  }

  private Verdict checkClaims(JWTClaimsSet claims, ByteBuffer hash, Instant now) {
    if (!identity.issuer().equals(claims.getIssuer())) {
      return refused(Verdict.Reason.ISSUER);
    }
    List<String> audience = claims.getAudience();
    if (!audience.contains(identity.audience())) {
      return refused(Verdict.Reason.AUDIENCE);
    }
    Date expiry = claims.getExpirationTime();
    if (expiry == null || !now.isBefore(expiry.toInstant().plus(SKEW))) {
      return refused(Verdict.Reason.EXPIRED);
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.isBefore(notBefore.toInstant().minus(SKEW))) {
      return refused(Verdict.Reason.NOT_YET_VALID);
    }
    String subject = claims.getSubject();
    if (subject == null || !PlayerId.isValid(subject)) {
      return refused(Verdict.Reason.SUBJECT);
    }
    Verdict.Player player = new Verdict.Player(subject, expiry.toInstant().plus(SKEW));
    remember(hash, player, now);
    return player;
  }

  private void remember(ByteBuffer hash, Verdict.Player player, Instant now) {
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.values().removeIf(entry -> !now.isBefore(entry.notAfter()));
      if (remembered.size() >= MOST_REMEMBERED) {
        remembered.clear();
      }
    }
    remembered.put(hash, player);
  }

  private static Verdict refused(Verdict.Reason reason) {
    return new Verdict.Refused(reason);
  }

  private static ByteBuffer hash(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
