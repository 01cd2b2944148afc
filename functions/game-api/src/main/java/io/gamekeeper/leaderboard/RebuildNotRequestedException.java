package io.gamekeeper.leaderboard;

/** Thrown if the restoring of a board could not be asked for. */
public final class RebuildNotRequestedException extends RuntimeException {
  public RebuildNotRequestedException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
