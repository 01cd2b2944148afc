package io.gamekeeper.players;

/** Is told of every score that the server accepted, once for each score. */
@FunctionalInterface
public interface AcceptedScores {
  /** Takes a score that was answered with 200, on the first try or a later one. */
  void accepted(String board, String playerId, long score);
}
