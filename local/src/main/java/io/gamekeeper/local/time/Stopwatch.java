package io.gamekeeper.local.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Measures how long something takes: what passes on this machine, or on the stage's clock if that
 * is more. A virtual clock stands still while code runs and goes on while code sleeps.
 */
public final class Stopwatch {
  private final InstantSource clock;
  private final Instant start;
  private final long startNanos;

  private Stopwatch(InstantSource clock) {
    this.clock = clock;
    this.start = clock instanceof VirtualClock ? clock.instant() : Instant.EPOCH;
    this.startNanos = System.nanoTime();
  }

  /** Starts one. */
  public static Stopwatch start(InstantSource clock) {
    return new Stopwatch(clock);
  }

  /** Returns the time since the start. */
  public long nanos() {
    long here = System.nanoTime() - startNanos;
    if (!(clock instanceof VirtualClock)) {
      return here;
    }
    return Math.max(here, Duration.between(start, clock.instant()).toNanos());
  }
}
