package io.gamekeeper.leaderboard;

/** Asks for a board to be restored in the background. */
@FunctionalInterface
public interface RebuildRequests {

  /**
   * Returns as soon as somebody has taken the request.
   *
   * @throws RebuildNotRequestedException if nobody has
   */
  void request(BoardSeason at);
}
