package io.gamekeeper.leaderboard.lambda;

import io.gamekeeper.leaderboard.ScoreBounds;
import io.gamekeeper.platform.http.Problem;
import java.time.Duration;

/** The leaderboards' own problem documents. */
final class Problems {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Problems() {}

  static Problem unknownBoard() {
    return Problem.notFound("there is no such board");
  }

  static Problem scoreOutOfBounds(ScoreBounds bounds) {
    return Problem.unprocessable(
        "score-out-of-bounds",
        "The board does not accept this score",
        "scores of this board are from " + bounds.min() + " to " + bounds.max());
  }

  static Problem keyReused() {
    return Problem.conflict("this Idempotency-Key was used before, for another score");
  }

  static Problem notRecorded() {
    return new Problem(
        "ranking-unavailable",
        503,
        "The leaderboard is temporarily not available",
        "the score was not recorded: send it again",
        SOON);
  }

  static Problem recordedOnly() {
    return new Problem(
        "ranking-unavailable",
        503,
        "The leaderboard is temporarily not available",
        "the score is recorded and will count; repeating the request is safe only with the same"
            + " Idempotency-Key",
        SOON);
  }

  static Problem perhapsRecorded() {
    return new Problem(
        "score-log-unavailable",
        503,
        "The score log is temporarily not available",
        "the score may have been recorded: repeating the request is safe only with the same"
            + " Idempotency-Key",
        SOON);
  }

  static Problem unavailable() {
    return new Problem(
        "ranking-unavailable",
        503,
        "The leaderboard is temporarily not available",
        "the board is being restored",
        SOON);
  }
}
