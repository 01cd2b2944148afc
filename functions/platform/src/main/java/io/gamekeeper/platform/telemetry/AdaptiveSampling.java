package io.gamekeeper.platform.telemetry;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Samples the traces for which no caller has decided: the first in each second and a share of the
 * others, so that a quiet function is traced completely and a busy one cheaply.
 */
final class AdaptiveSampling {
  private static final double SHARE = 0.05;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicLong lastSecond = new AtomicLong(Long.MIN_VALUE);

  AdaptiveSampling(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  boolean sample() {
    long second = Math.floorDiv(clock.millis(), 1000L);
    long last = lastSecond.get();
    return (second != last && lastSecond.compareAndSet(last, second))
        || random.nextDouble() < SHARE;
  }
}
