package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import java.util.Map;

/**
 * Where players' events wait for their listeners.
 *
 * @param queue URL of the queue whose messages come in any order
 * @param orderedQueue URL of the FIFO queue that keeps the order of each player's events
 * @param fullAt the number of waiting messages at which the queue is full: events are refused then
 */
public record EventQueueEnvironment(String queue, String orderedQueue, int fullAt) {
  public static final String QUEUE = "EVENT_QUEUE";
  public static final String ORDERED_QUEUE = "ORDERED_EVENT_QUEUE";
  public static final String FULL_AT = "EVENT_QUEUE_FULL_AT";

  /** Reads the record back from a function's environment. */
  public static EventQueueEnvironment from(Map<String, String> environment) {
    return new EventQueueEnvironment(
        Environment.required(environment, QUEUE),
        Environment.required(environment, ORDERED_QUEUE),
        Environment.requiredInt(environment, FULL_AT));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(QUEUE, queue, ORDERED_QUEUE, orderedQueue, FULL_AT, Integer.toString(fullAt));
  }
}
