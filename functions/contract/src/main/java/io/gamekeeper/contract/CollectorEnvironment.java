package io.gamekeeper.contract;

import java.util.Map;

/**
 * What the collector of player metrics reads and keeps.
 *
 * @param redisHost configuration endpoint of the Redis that holds the {@link SessionStream}
 * @param redisPort its port
 * @param figures where it keeps what it counts
 */
public record CollectorEnvironment(
    String redisHost, int redisPort, PlayerFiguresEnvironment figures) {
  public static final String REDIS_HOST = LeaderboardEnvironment.REDIS_HOST;
  public static final String REDIS_PORT = LeaderboardEnvironment.REDIS_PORT;

  /** Reads the record back from a function's environment. */
  public static CollectorEnvironment from(Map<String, String> environment) {
    return new CollectorEnvironment(
        Environment.required(environment, REDIS_HOST),
        Environment.requiredInt(environment, REDIS_PORT),
        PlayerFiguresEnvironment.from(environment));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(
        REDIS_HOST,
        redisHost,
        REDIS_PORT,
        Integer.toString(redisPort),
        PlayerFiguresEnvironment.FIGURES_TABLE,
        figures.table());
  }
}
