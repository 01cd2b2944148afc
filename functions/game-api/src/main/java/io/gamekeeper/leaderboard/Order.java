package io.gamekeeper.leaderboard;

/** The order of scores: which ones rank first. */
public enum Order {
  /** The highest score is rank 1. */
  DESCENDING(-1),
  /** The lowest score is rank 1. */
  ASCENDING(1);

  private final int sign;

  Order(int sign) {
    this.sign = sign;
  }

  /** Returns the score with a sign that makes the smaller number the better one. */
  public long sortScore(long score) {
    return sign * score;
  }

  /** Reverses {@link #sortScore}. */
  public long score(long sortScore) {
    return sign * sortScore;
  }

  /** Returns whether {@code score} ranks strictly above {@code other}. */
  public boolean isBetter(long score, long other) {
    return sortScore(score) < sortScore(other);
  }

  /** Returns the factor of {@link #sortScore}: 1 or −1. */
  public int sign() {
    return sign;
  }
}
