package io.gamekeeper.local.aws.cloudwatch.math;

import java.time.Duration;
import java.time.Instant;

/**
 * The periods of a query.
 *
 * @param start of the first one
 * @param period the length of each, in whole seconds
 * @param size how many there are
 */
public record Grid(Instant start, Duration period, int size) {

  /** The begin of a period. */
  public Instant at(int index) {
    return start.plus(period.multipliedBy(index));
  }

  /** The end of the last period, exclusive. */
  public Instant end() {
    return at(size);
  }

  /** The period that a time is in; may be outside. */
  public int indexOf(Instant time) {
    return Math.toIntExact(
        Math.floorDiv(time.getEpochSecond() - start.getEpochSecond(), period.toSeconds()));
  }
}
