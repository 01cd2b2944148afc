package io.gamekeeper.payment.storefront;

import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.SnapshotHook;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The stores' keys from Secrets Manager. They are read when first needed, again every few minutes,
 * and when a store does not accept them, because then they were rotated.
 */
final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  static final Duration FRESH = Duration.ofMinutes(5);

  /** The pause between two readings, whatever receipts and stores say. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Platform platform;
  private final String secret;
  private final SnapshotHook snapshotHook;
  private @Nullable StoreKeys known;
  private @Nullable Instant readAt;
  private @Nullable Instant triedAt;

  /**
   * Creates the reader of the keys in a secret.
   *
   * @param secret its ARN
   */
  Credentials(Platform platform, String secret) {
    this.platform = platform;
    this.secret = secret;
    this.snapshotHook =
        new SnapshotHook() {
          @Override
          public void afterRestore() {
            forget();
          }
        };
    platform.onSnapshot(snapshotHook);
  }

  /** Returns Apple's keys; empty if they cannot be read. */
  Optional<StoreKeys.Apple> apple() {
    return current().flatMap(StoreKeys::apple);
  }

  /** Returns Google's keys; empty if they cannot be read. */
  Optional<StoreKeys.Google> google() {
    return current().flatMap(StoreKeys::google);
  }

  /** Reads them again, because they were not accepted. */
  synchronized void renew() {
    read(platform.clock().instant());
  }

  private synchronized void forget() {
    known = null;
    readAt = null;
    triedAt = null;
  }

  private synchronized Optional<StoreKeys> current() {
    Instant now = platform.clock().instant();
    Instant before = readAt;
    if (before == null || isPast(before, FRESH, now)) {
      read(now);
    }
    return Optional.ofNullable(known);
  }

  private void read(Instant now) {
    Instant tried = triedAt;
    if (tried != null && !isPast(tried, PAUSE, now)) {
      return;
    }
    triedAt = now;
    try {
      String document =
          platform
              .client(SecretsManagerClient.class)
              .getSecretValue(
                  request ->
                      request
                          .secretId(secret)
                          .overrideConfiguration(limits -> limits.apiCallTimeout(TIMEOUT)))
              .secretString();
      readAt = now;
      StoreKeys before = known;
      if (document != null && (before == null || !before.document().equals(document))) {
        known = StoreKeys.parse(document);
      }
    } catch (SdkException e) {
      LOG.warn("The stores' keys cannot be read: {}", e.toString());
    }
  }

  private static boolean isPast(Instant then, Duration age, Instant now) {
    return !now.isBefore(then.plus(age));
  }
}
