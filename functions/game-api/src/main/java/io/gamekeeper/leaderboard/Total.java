package io.gamekeeper.leaderboard;

/**
 * An exact running total, {@code high · 2³² + low} with {@code 0 ≤ low < 2³²}. Both parts stay
 * exact in a double for four thousand million scores of the largest size, so that Lua and Java
 * agree.
 */
public record Total(long high, long low) {
  /** The total of nothing. */
  public static final Total ZERO = new Total(0, 0);

  private static final long LOW_RANGE = 1L << 32;
  private static final long HIGH_OF_MAX = ScoreBounds.MAX / LOW_RANGE;

  public Total {
    if (low < 0 || low >= LOW_RANGE) {
      throw new IllegalArgumentException("low part out of range: " + low);
    }
  }

  /** Returns the total that is just this number. */
  public static Total of(long value) {
    return new Total(Math.floorDiv(value, LOW_RANGE), Math.floorMod(value, LOW_RANGE));
  }

  /** Returns the sum. */
  public Total plus(Total other) {
    long sum = low + other.low;
    return new Total(high + other.high + sum / LOW_RANGE, sum % LOW_RANGE);
  }

  /** Returns the total as a score: itself within ±2⁵³, else the nearer of these limits. */
  public long score() {
    if (high >= HIGH_OF_MAX) {
      return ScoreBounds.MAX;
    }
    if (high < -HIGH_OF_MAX) {
      return -ScoreBounds.MAX;
    }
    return high * LOW_RANGE + low;
  }
}
