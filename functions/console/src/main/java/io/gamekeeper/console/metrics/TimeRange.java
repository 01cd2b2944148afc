package io.gamekeeper.console.metrics;

import java.time.Duration;
import java.time.Instant;

/** The stretch of time that a graph shows. */
public record TimeRange(Instant from, Instant to) {
  /** CloudWatch keeps metrics so long. */
  private static final Duration LONGEST = Duration.ofDays(455);

  /** Checks that a range is one and that it is not longer than metrics are kept. */
  public TimeRange {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from has to be before to");
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("from and to are more than 455 days apart");
    }
  }

  /** Returns the hour before a time. */
  public static TimeRange hourBefore(Instant now) {
    return new TimeRange(now.minus(Duration.ofHours(1)), now);
  }

  Duration length() {
    return Duration.between(from, to);
  }
}
