package io.gamekeeper.leaderboard;

/**
 * The score log did not answer in time, or has more to do than it can. An append may or may not
 * have happened.
 */
public final class ScoreLogUnavailableException extends RuntimeException {
  public ScoreLogUnavailableException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
