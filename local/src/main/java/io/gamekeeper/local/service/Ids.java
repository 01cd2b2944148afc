package io.gamekeeper.local.service;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Request and trace ids as AWS makes them. */
public final class Ids {
  private static final HexFormat HEX = HexFormat.of();
  private static final double SAMPLED_BEYOND_THE_FIRST = 0.05;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicLong lastSampledSecond = new AtomicLong(Long.MIN_VALUE);

  /**
   * Ids from a source of randomness.
   *
   * @param random safe for use by several threads
   */
  public Ids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A version 4 UUID. */
  public String requestId() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /** A new X-Ray trace id: version, time, 96 random bits. */
  public String traceId() {
    return "1-"
        + HEX.toHexDigits(clock.instant().getEpochSecond(), 8)
        + "-"
        + HEX.toHexDigits(random.nextLong(), 8)
        + HEX.toHexDigits(random.nextLong());
  }

  /** A new id of a segment: 64 random bits. */
  public String segmentId() {
    return HEX.toHexDigits(random.nextLong());
  }

  /**
   * Whether one more trace is sampled, by X-Ray's default rule: the first in each second, and 5 %
   * of the others.
   */
  public boolean sample() {
    long second = clock.instant().getEpochSecond();
    long last = lastSampledSecond.get();
    return (second != last && lastSampledSecond.compareAndSet(last, second))
        || random.nextDouble() < SAMPLED_BEYOND_THE_FIRST;
  }
}
