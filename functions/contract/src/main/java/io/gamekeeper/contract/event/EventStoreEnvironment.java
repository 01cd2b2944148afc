package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import java.util.Map;

/**
 * Where players' events are kept.
 *
 * @param eventLogTable DynamoDB table, see {@link EventLogTable}
 * @param playerTable DynamoDB table, see {@link PlayerTable}
 * @param keptDays how many days after its acceptance an event may be deleted
 */
public record EventStoreEnvironment(String eventLogTable, String playerTable, int keptDays) {
  public static final String EVENT_LOG_TABLE = "EVENT_LOG_TABLE";
  public static final String PLAYER_TABLE = "PLAYER_TABLE";
  public static final String KEPT_DAYS = "EVENTS_KEPT_DAYS";

  /** Reads the record back from a function's environment. */
  public static EventStoreEnvironment from(Map<String, String> environment) {
    return new EventStoreEnvironment(
        Environment.required(environment, EVENT_LOG_TABLE),
        Environment.required(environment, PLAYER_TABLE),
        Environment.requiredInt(environment, KEPT_DAYS));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(
        EVENT_LOG_TABLE,
        eventLogTable,
        PLAYER_TABLE,
        playerTable,
        KEPT_DAYS,
        Integer.toString(keptDays));
  }
}
