package io.gamekeeper.leaderboard;

import java.util.List;

/** Takes players out of what is otherwise never changed. */
public interface ScoreEraser {
  /** Erases entries of one player from the score log; those that are gone are gone. */
  void erase(BoardSeason at, List<ScoreEntry> entries);

  /**
   * Gives a player's rank on a page of a frozen season to somebody who is nobody.
   *
   * @return whether the player was on that page
   */
  boolean rename(BoardSeason at, SeasonArchive.Head head, int page, String player, String nobody);
}
