package io.gamekeeper.leaderboard.lambda;

import org.jspecify.annotations.Nullable;

/**
 * The body of a submitted score. Mutable fields, since optional ones are not for a strict record.
 */
final class ScoreRequest {
  public @Nullable Long score;
  public @Nullable String playerId;
}
