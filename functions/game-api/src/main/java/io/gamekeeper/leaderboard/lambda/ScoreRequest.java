package io.gamekeeper.leaderboard.lambda;

import org.jspecify.annotations.Nullable;

/**
 * The body of a submitted score. It has mutable fields because a strict record cannot have optional
 * ones.
 */
final class ScoreRequest {
  public @Nullable Long score;
  public @Nullable String playerId;
}
