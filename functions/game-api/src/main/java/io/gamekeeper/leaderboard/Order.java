package io.gamekeeper.leaderboard;

/** Which scores rank first. */
public enum Order {
  /** The highest score is rank 1. */
  DESCENDING(-1),
  /** The lowest score is rank 1. */
  ASCENDING(1);

  private final int sign;

  Order(int sign) {
    this.sign = sign;
  }

  /** The score with a sign that makes the smaller number the better one. */
  public long sortScore(long score) {
    return sign * score;
  }

  /** Reverses {@link #sortScore}. */
  public long score(long sortScore) {
    return sign * sortScore;
  }

  /** Whether {@code score} ranks strictly above {@code other}. */
  public boolean isBetter(long score, long other) {
    return sortScore(score) < sortScore(other);
  }

  /** 1 or −1: what {@link #sortScore} multiplies with. */
  public int sign() {
    return sign;
  }
}
