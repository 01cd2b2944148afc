package io.gamekeeper.contract;

/**
 * The Lambda functions of the product: name, handler and bundle. A test checks that each handler
 * exists in its zip; the CDK app takes the handler string from here and nowhere else.
 */
public enum GameFunction {
  /** {@code GET /healthz}. */
  HEALTH("health", "io.gamekeeper.health.lambda.HealthHandler", Bundle.GAME_API),
  /** {@code POST /v1/leaderboards/{board}/scores}. */
  SCORES("scores", "io.gamekeeper.leaderboard.lambda.ScoresHandler", Bundle.GAME_API),
  /** {@code GET /v1/leaderboards/…}: pages, a player with neighbours, friends. */
  LEADERBOARDS(
      "leaderboards", "io.gamekeeper.leaderboard.lambda.LeaderboardsHandler", Bundle.GAME_API),
  /**
   * Rebuilds a board in Redis from the score log; invoked asynchronously or by {@code leaderboard
   * rebuild}.
   */
  LEADERBOARD_REBUILD(
      "leaderboard-rebuild",
      "io.gamekeeper.leaderboard.lambda.LeaderboardRebuildHandler",
      Bundle.GAME_API),
  /** Freezes the standings of seasons that have ended; runs on a schedule. */
  SEASON_END("season-end", "io.gamekeeper.leaderboard.lambda.SeasonEndHandler", Bundle.GAME_API);

  private final String functionName;
  private final String handlerClass;
  private final Bundle bundle;

  GameFunction(String functionName, String handlerClass, Bundle bundle) {
    this.functionName = functionName;
    this.handlerClass = handlerClass;
    this.bundle = bundle;
  }

  /** Short kebab-case name; the service name in logs, metrics and traces. */
  public String functionName() {
    return functionName;
  }

  /** The handler's class, fully qualified. */
  public String handlerClass() {
    return handlerClass;
  }

  /** Lambda's handler string, {@code class::method}. */
  public String handler() {
    return handlerClass + "::handleRequest";
  }

  public Bundle bundle() {
    return bundle;
  }
}
