package io.gamekeeper.contract;

import java.util.Map;

/**
 * The event bus on which the outbox relay publishes.
 *
 * @param eventBus name of the event bus
 */
public record OutboxEnvironment(String eventBus) {
  public static final String EVENT_BUS = "EVENT_BUS";

  /** Reads the record back from a function's environment. */
  public static OutboxEnvironment from(Map<String, String> environment) {
    return new OutboxEnvironment(Environment.required(environment, EVENT_BUS));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(EVENT_BUS, eventBus);
  }
}
