package io.gamekeeper.platform.trace;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** New ids of traces and segments. */
public final class TraceIds {
  private static final HexFormat HEX = HexFormat.of();

  private final InstantSource clock;
  private final RandomGenerator random;

  public TraceIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Returns a trace's id: version, time, 96 random bits. */
  public String trace() {
    return "1-"
        + HEX.toHexDigits(clock.instant().getEpochSecond(), 8)
        + "-"
        + HEX.toHexDigits(random.nextLong(), 8)
        + HEX.toHexDigits(random.nextLong());
  }

  /** Returns a segment's id: 64 random bits. */
  public String segment() {
    return HEX.toHexDigits(random.nextLong());
  }
}
