package io.gamekeeper.oncall.secret;

import io.gamekeeper.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A secret from Secrets Manager. It is read when first needed, again every few minutes, and when
 * somebody asks for it anew. If it cannot be read again, the last one stays.
 */
public final class CachedSecret {
  public static final Duration FRESH = Duration.ofMinutes(5);

  /** The pause between two readings, whoever asks. */
  public static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(CachedSecret.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Platform platform;
  private final String arn;
  private @Nullable String known;
  private @Nullable Instant readAt;
  private @Nullable Instant triedAt;

  public CachedSecret(Platform platform, String arn) {
    this.platform = platform;
    this.arn = arn;
  }

  /** Returns its ARN, by which people find it. */
  public String arn() {
    return arn;
  }

  /** Returns the secret; empty if it cannot be read. */
  public synchronized Optional<String> current() {
    Instant now = platform.clock().instant();
    if (readAt == null || isPast(readAt, FRESH, now)) {
      read(now);
    }
    return Optional.ofNullable(known);
  }

  /** Reads it again, because it was perhaps replaced; empty if it cannot be read. */
  public synchronized Optional<String> renewed() {
    read(platform.clock().instant());
    return Optional.ofNullable(known);
  }

  private void read(Instant now) {
    if (triedAt != null && !isPast(triedAt, PAUSE, now)) {
      return;
    }
    triedAt = now;
    try {
      known =
          platform
              .client(SecretsManagerClient.class)
              .getSecretValue(
                  request ->
                      request
                          .secretId(arn)
                          .overrideConfiguration(limits -> limits.apiCallTimeout(TIMEOUT)))
              .secretString();
      readAt = now;
    } catch (SdkException e) {
      LOG.warn("The secret {} cannot be read: {}", arn, e.toString());
    }
  }

  private static boolean isPast(Instant then, Duration age, Instant now) {
    return !now.isBefore(then.plus(age));
  }
}
