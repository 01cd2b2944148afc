package io.gamekeeper.leaderboard;

/** Asks for a board to be restored in the background. */
@FunctionalInterface
public interface RebuildRequests {

  /**
   * Asks for a rebuild; returns as soon as the request is taken.
   *
   * @throws RebuildNotRequestedException if it is not taken
   */
  void request(BoardSeason at);
}
