package io.gamekeeper.leaderboard;

/** The scores that a board accepts, both ends included. */
public record ScoreBounds(long min, long max) {
  /** 2⁵³: the largest magnitude that a score may have anywhere. */
  public static final long MAX = 1L << 53;

  public ScoreBounds {
    if (min < -MAX || max > MAX || min > max) {
      throw new IllegalArgumentException(
          "score bounds must satisfy -2^53 <= min <= max <= 2^53, not " + min + " and " + max);
    }
  }

  public boolean contains(long score) {
    return min <= score && score <= max;
  }
}
