package io.gamekeeper.contract;

import java.util.List;

/**
 * What functions do to what their environment names. The CDK app grants it to their roles, and the
 * stage checks at its start that it was granted.
 */
public enum Use {
  /** Appends a score once and looks for an earlier one of the same request. */
  APPEND_SCORES(
      LeaderboardEnvironment.SCORE_LOG_TABLE,
      "dynamodb:PutItem",
      "dynamodb:GetItem",
      "dynamodb:Query"),
  /** Reads a board's scores back. */
  READ_SCORES_BACK(LeaderboardEnvironment.SCORE_LOG_TABLE, "dynamodb:Query"),
  /** Asks whether the score log answers. */
  PROBE_SCORE_LOG(LeaderboardEnvironment.SCORE_LOG_TABLE, "dynamodb:GetItem"),
  /** Reads a season, and freezes it if nobody has: the next reader settles a missed timer. */
  FREEZE_SEASONS(LeaderboardEnvironment.SEASON_TABLE, "dynamodb:GetItem", "dynamodb:PutItem"),
  /** Has a board rebuilt. */
  START_REBUILD(RebuildEnvironment.REBUILD_FUNCTION, "lambda:InvokeFunction");

  private final String variable;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that never change
  private final List<String> actions;

  Use(String variable, String... actions) {
    this.variable = variable;
    this.actions = List.of(actions);
  }

  /** The environment variable that names what is used. */
  public String variable() {
    return variable;
  }

  /** What the function's role must be allowed, as IAM calls it. */
  public List<String> actions() {
    return actions;
  }
}
