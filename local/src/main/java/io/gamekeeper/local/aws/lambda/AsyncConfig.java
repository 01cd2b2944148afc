package io.gamekeeper.local.aws.lambda;

import java.time.Duration;
import java.util.Optional;

/**
 * The treatment of the asynchronous events of a function.
 *
 * @param retries attempts after the first that failed, 0 to 2
 * @param maximumAge how old an event may be when it is delivered again
 * @param onFailure ARN of the queue, topic or function that gets events that failed finally
 */
public record AsyncConfig(int retries, Duration maximumAge, Optional<String> onFailure) {
  /** Lambda's defaults. */
  public static final AsyncConfig DEFAULT =
      new AsyncConfig(2, Duration.ofHours(6), Optional.empty());

  public AsyncConfig {
    if (retries < 0 || retries > 2) {
      throw new IllegalArgumentException("MaximumRetryAttempts must be 0, 1 or 2: " + retries);
    }
  }
}
