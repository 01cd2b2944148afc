package io.gamekeeper.local.aws.events;

import java.time.Duration;
import java.util.Optional;

/**
 * The target of a rule.
 *
 * @param retries attempts after the first that failed
 * @param maximumAge how old an event may be when it is sent again
 * @param group the message group, if the target is a queue
 * @param deadLetterArn the queue for what could not be delivered
 */
public record RuleTarget(
    String id,
    String arn,
    int retries,
    Duration maximumAge,
    Optional<String> group,
    Optional<String> deadLetterArn) {
  public static final int MOST_RETRIES = 185;
  public static final Duration LONGEST_AGE = Duration.ofDays(1);

  private static final Duration SHORTEST_AGE = Duration.ofMinutes(1);

  /** A target without a message group. */
  public RuleTarget(
      String id, String arn, int retries, Duration maximumAge, Optional<String> deadLetterArn) {
    this(id, arn, retries, maximumAge, Optional.empty(), deadLetterArn);
  }

  public RuleTarget {
    if (retries < 0 || retries > MOST_RETRIES) {
      throw new IllegalArgumentException(
          "MaximumRetryAttempts must be 0 to " + MOST_RETRIES + ": " + retries);
    }
    if (maximumAge.compareTo(SHORTEST_AGE) < 0 || maximumAge.compareTo(LONGEST_AGE) > 0) {
      throw new IllegalArgumentException(
          "MaximumEventAgeInSeconds must be 60 to 86400: " + maximumAge.toSeconds());
    }
  }
}
