package io.gamekeeper.platform.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's RSA keys by id, fetched when first needed, when they are old and when a token names
 * an unknown one. While the issuer does not answer, the last keys stay good for {@link #STALE}.
 */
final class KeySet {
  private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

  static final Duration FRESH = Duration.ofMinutes(10);
  static final Duration STALE = Duration.ofHours(6);

  /**
   * The pause between two fetches, whatever the tokens say: forged key ids must not become
   * requests.
   */
  static final Duration FETCH_PAUSE = Duration.ofSeconds(15);

  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);
  private static final int LEAST_KEY_BITS = 2048;

  private final URI uri;
  private final WebClient web;
  private final Runnable onChange;
  private final ReentrantLock fetching = new ReentrantLock();

  private volatile @Nullable Keys known;
  private volatile @Nullable Instant lastTry;

  private record Keys(Map<String, JWSVerifier> byId, Instant fetchedAt, String document) {}

  /** What is known about a key id. */
  sealed interface Lookup {
    record Found(JWSVerifier verifier) implements Lookup {}

    record Unknown() implements Lookup {}

    record Unavailable() implements Lookup {}
  }

  KeySet(URI uri, WebClient web, Runnable onChange) {
    this.uri = uri;
    this.web = web;
    this.onChange = onChange;
  }

  /** Fetches the keys if they are old. */
  void freshen(Instant now) {
    Keys keys = known;
    if (keys == null || isOlder(keys.fetchedAt(), FRESH, now)) {
      refresh(now, keys == null);
    }
  }

  /** Returns whether there are keys that are not too old. */
  boolean hasGoodKeys(Instant now) {
    Keys keys = known;
    return keys != null && !isOlder(keys.fetchedAt(), STALE, now);
  }

  Lookup find(String id, Instant now) {
    freshen(now);
    Keys keys = known;
    if (keys != null && !keys.byId().containsKey(id)) {
      refresh(now, false);
      keys = known;
    }
    if (keys == null || isOlder(keys.fetchedAt(), STALE, now)) {
      return new Lookup.Unavailable();
    }
    JWSVerifier verifier = keys.byId().get(id);
    return verifier == null ? new Lookup.Unknown() : new Lookup.Found(verifier);
  }

  /** Makes the next look-up fetch; until that succeeds the old keys stay. */
  void expire() {
    lastTry = null;
    Keys keys = known;
    if (keys != null) {
      known = new Keys(keys.byId(), keys.fetchedAt().minus(FRESH), keys.document());
    }
  }

  private void refresh(Instant now, boolean wait) {
    if (wait) {
      fetching.lock();
    } else if (!fetching.tryLock()) {
      return;
    }
    try {
      Instant tried = lastTry;
      if (tried != null && !isOlder(tried, FETCH_PAUSE, now)) {
        return;
      }
      lastTry = now;
      WebClient.Response response = web.get(uri, FETCH_TIMEOUT);
      if (response.status() != 200) {
        LOG.warn("The issuer's key set answers {}", response.status());
        return;
      }
      Keys before = known;
      known = new Keys(verifiers(response.body()), now, response.body());
      if (before != null && !before.document().equals(response.body())) {
        onChange.run();
      }
    } catch (IOException e) {
      LOG.warn("The issuer's key set cannot be fetched: {}", e.toString());
    } catch (ParseException e) {
      LOG.warn("The issuer's key set cannot be read: {}", e.toString());
    } finally {
      fetching.unlock();
    }
  }

  private static Map<String, JWSVerifier> verifiers(String document) throws ParseException {
    Map<String, JWSVerifier> byId = new HashMap<>();
    for (JWK key : JWKSet.parse(document).getKeys()) {
      if (key instanceof RSAKey rsa && isForRs256(rsa)) {
        try {
          byId.put(rsa.getKeyID(), new RSASSAVerifier(rsa.toRSAPublicKey()));
        } catch (JOSEException e) {
          LOG.warn("The issuer's key {} cannot be used: {}", rsa.getKeyID(), e.toString());
        }
      }
    }
    return Map.copyOf(byId);
  }

  private static boolean isForRs256(RSAKey key) {
    return key.getKeyID() != null
        && key.size() >= LEAST_KEY_BITS
        && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (key.getAlgorithm() == null || key.getAlgorithm().equals(JWSAlgorithm.RS256));
  }

  private static boolean isOlder(Instant then, Duration age, Instant now) {
    return Duration.between(then, now).compareTo(age) >= 0;
  }
}
