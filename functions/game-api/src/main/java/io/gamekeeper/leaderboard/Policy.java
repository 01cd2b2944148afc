package io.gamekeeper.leaderboard;

/** The effect of a further score on a player's standing. */
public enum Policy {
  /** The best score counts. */
  BEST,
  /** The newest score counts. */
  LAST,
  /** Scores add up; negative ones are allowed where the bounds allow them. */
  SUM,
  /** A counter: scores add up and are never negative. */
  INCREMENT;

  /** Returns whether scores are added to a running total. */
  public boolean adds() {
    return this == SUM || this == INCREMENT;
  }
}
