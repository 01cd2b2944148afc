package io.gamekeeper.platform.trace;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Decides which traces are kept where no caller has decided: the first in each second, and of the
 * others a share between {@link #MOST} and {@link #LEAST}, as much as makes {@link #TARGET} a
 * second. A quiet process is traced completely, a busy one cheaply; the load is what it was of
 * late, or what it is in this second if that is more. What failed is kept by those who ask,
 * whatever was decided here.
 */
public final class AdaptiveSampling {
  /** The share under any load. */
  static final double LEAST = 0.01;

  /** The share of a process that is hardly busy. */
  static final double MOST = 0.10;

  /** Traces a second beyond the first. */
  static final double TARGET = 1;

  /** Beyond so many seconds nothing is left of a load that halves in each. */
  private static final int FORGOTTEN = 60;

  private final InstantSource clock;
  private final RandomGenerator random;
  private long second = Long.MIN_VALUE;
  private long inThisSecond;
  private double load;

  public AdaptiveSampling(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Decides about one more trace. */
  public synchronized boolean sample() {
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (now != second) {
      pass(now);
    }
    inThisSecond++;
    return inThisSecond == 1 || random.nextDouble() < share();
  }

  private void pass(long now) {
    long seconds = second == Long.MIN_VALUE ? FORGOTTEN : Math.abs(now - second);
    load = seconds >= FORGOTTEN ? 0 : (load + inThisSecond) / 2 / (1L << (seconds - 1));
    second = now;
    inThisSecond = 0;
  }

  private double share() {
    return Math.clamp(TARGET / Math.max(load, (double) inThisSecond), LEAST, MOST);
  }
}
