package io.gamekeeper.leaderboard;

/** Nobody could be asked to restore a board. */
public final class RebuildNotRequestedException extends RuntimeException {
  public RebuildNotRequestedException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
