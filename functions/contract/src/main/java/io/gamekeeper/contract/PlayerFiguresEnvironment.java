package io.gamekeeper.contract;

import java.util.Map;

/**
 * The table of the players' figures.
 *
 * @param table DynamoDB table, see {@link PlayerFiguresTable}
 */
public record PlayerFiguresEnvironment(String table) {
  public static final String FIGURES_TABLE = "PLAYER_FIGURES_TABLE";

  /** Reads the record back from a function's environment. */
  public static PlayerFiguresEnvironment from(Map<String, String> environment) {
    return new PlayerFiguresEnvironment(Environment.required(environment, FIGURES_TABLE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(FIGURES_TABLE, table);
  }
}
