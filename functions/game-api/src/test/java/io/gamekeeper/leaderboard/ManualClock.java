package io.gamekeeper.leaderboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves; it also goes on by a microsecond with every look. */
public final class ManualClock implements InstantSource {
  private Instant now;

  public ManualClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    now = now.plusNanos(1000);
    return now;
  }

  /** Moves on. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Moves to an instant, also into the past. */
  public synchronized void set(Instant instant) {
    now = instant;
  }
}
