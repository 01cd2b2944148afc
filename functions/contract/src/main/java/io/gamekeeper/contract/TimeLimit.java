package io.gamekeeper.contract;

import java.time.Duration;

/**
 * The time after which Lambda ends an invocation, by who waits for it. The templates set it; the
 * functions' tests add up every wait of a function and compare the sum with it.
 */
public enum TimeLimit {
  /** A player waits. */
  PLAYER(Duration.ofSeconds(10)),

  /** An operator waits. */
  OPERATOR(Duration.ofSeconds(29)),

  /** A batch of a queue's messages waits. */
  BATCH(Duration.ofSeconds(30)),

  /**
   * For a function that a timer starts every minute: it begins work for 50 s and has the rest to
   * finish.
   */
  TICK(Duration.ofSeconds(60)),

  /** As long as Lambda allows. */
  LONGEST(Duration.ofMinutes(15));

  private final Duration duration;

  TimeLimit(Duration duration) {
    this.duration = duration;
  }

  public Duration duration() {
    return duration;
  }
}
