package io.gamekeeper.contract;

import java.util.Map;

/**
 * The stores of the leaderboard functions.
 *
 * @param redisHost configuration endpoint of the replication group
 * @param redisPort its port
 * @param scoreLogTable DynamoDB table of accepted scores, see {@link ScoreLogTable}
 * @param seasonTable DynamoDB table of frozen season standings, see {@link SeasonTable}
 */
public record LeaderboardEnvironment(
    String redisHost, int redisPort, String scoreLogTable, String seasonTable) {
  public static final String REDIS_HOST = "REDIS_HOST";
  public static final String REDIS_PORT = "REDIS_PORT";
  public static final String SCORE_LOG_TABLE = "SCORE_LOG_TABLE";
  public static final String SEASON_TABLE = "SEASON_TABLE";

  /** Reads the record back from a function's environment. */
  public static LeaderboardEnvironment from(Map<String, String> environment) {
    return new LeaderboardEnvironment(
        Environment.required(environment, REDIS_HOST),
        Environment.requiredInt(environment, REDIS_PORT),
        Environment.required(environment, SCORE_LOG_TABLE),
        Environment.required(environment, SEASON_TABLE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(
        REDIS_HOST, redisHost,
        REDIS_PORT, Integer.toString(redisPort),
        SCORE_LOG_TABLE, scoreLogTable,
        SEASON_TABLE, seasonTable);
  }
}
