package io.gamekeeper.leaderboard;

import org.jspecify.annotations.Nullable;

/** The result of submitting a score. */
public sealed interface SubmitOutcome {

  /**
   * The score is in the log and counts.
   *
   * @param rank null if the board does not reach down to the player
   * @param improved whether this entry set the player's current score and ranked the player higher
   * @param repeated whether an earlier request with the same key had been accepted already
   */
  record Accepted(long score, @Nullable Long rank, boolean improved, boolean repeated)
      implements SubmitOutcome {}

  /** The score is outside the board's bounds. */
  record OutOfBounds(ScoreBounds bounds) implements SubmitOutcome {}

  /** The idempotency key was used before, for another score. */
  record KeyReused() implements SubmitOutcome {}

  /** Nothing was recorded, since the ranking is down. */
  record NotRecorded() implements SubmitOutcome {}

  /** The log did not answer: the score may or may not be in it. */
  record PerhapsRecorded() implements SubmitOutcome {}

  /** The score is in the log and will count, but its rank is not known now. */
  record RecordedOnly() implements SubmitOutcome {}
}
