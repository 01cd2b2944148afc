package io.gamekeeper.leaderboard;

/**
 * Thrown if the score log did not answer in time or is overloaded. An append may or may not have
 * happened.
 */
public final class ScoreLogUnavailableException extends RuntimeException {
  public ScoreLogUnavailableException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
