package io.gamekeeper.leaderboard;

/** Asks for a board to be restored in the background. */
@FunctionalInterface
public interface RebuildRequests {
  void request(BoardSeason at);
}
