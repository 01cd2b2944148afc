package io.gamekeeper.platform.identity;

import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of a region's load balancers, which sign who their users are. A key is fetched
 * once; one that is not there is asked for again after a pause, whatever forged ids ask.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html#user-claims-encoding">User
 *     claims encoding and signature verification</a>
 */
final class LoadBalancerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancerKeys.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MOST_KEYS = 20;
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{1,64}");
  private static final Pattern FRAME = Pattern.compile("-----(BEGIN|END) PUBLIC KEY-----|\\s");

  private final String address;
  private final WebClient web;
  private final InstantSource clock;
  private final ConcurrentMap<String, PublicKey> known = new ConcurrentHashMap<>();
  private volatile Instant nextTry = Instant.MIN;

  LoadBalancerKeys(String address, WebClient web, InstantSource clock) {
    this.address = address;
    this.web = web;
    this.clock = clock;
  }

  /**
   * Returns a key; null if there is none of that id.
   *
   * @throws IOException if nobody can tell
   */
  @Nullable PublicKey find(String id) throws IOException {
    if (!ID.matcher(id).matches()) {
      return null;
    }
    PublicKey key = known.get(id);
    return key == null ? fetch(id) : key;
  }

  private @Nullable PublicKey fetch(String id) throws IOException {
    Instant now = clock.instant();
    if (now.isBefore(nextTry)) {
      throw new IOException("the key was asked for a moment ago");
    }
    WebClient.Response response = web.get(URI.create(address + "/" + id), TIMEOUT);
    if (response.status() != 200) {
      nextTry = now.plus(PAUSE);
      LOG.warn("The load balancers' public key {} is answered with {}", id, response.status());
      return null;
    }
    try {
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new X509EncodedKeySpec(
                      Base64.getDecoder().decode(FRAME.matcher(response.body()).replaceAll(""))));
      if (known.size() >= MOST_KEYS) {
        known.clear();
      }
      known.put(id, key);
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      nextTry = now.plus(PAUSE);
      throw new IOException("the load balancers' public key " + id + " cannot be read", e);
    }
  }
}
