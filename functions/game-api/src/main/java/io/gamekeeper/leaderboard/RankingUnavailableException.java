package io.gamekeeper.leaderboard;

/** Thrown if the ranking's store could not be reached in time. */
public final class RankingUnavailableException extends RuntimeException {
  public RankingUnavailableException(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  public RankingUnavailableException(String message) {
    super(message);
  }
}
