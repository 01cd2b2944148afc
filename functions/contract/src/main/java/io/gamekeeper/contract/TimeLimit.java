package io.gamekeeper.contract;

import java.time.Duration;

/**
 * When Lambda ends an invocation, by who waits for it. The templates set it, and the functions'
 * tests add up what each of them may wait for against it.
 */
public enum TimeLimit {
  /** A player waits. */
  PLAYER(Duration.ofSeconds(10)),

  /** A timer starts it every minute: work is done for 50 s, the rest is for what was begun. */
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
