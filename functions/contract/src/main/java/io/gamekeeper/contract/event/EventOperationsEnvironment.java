package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import java.util.HashMap;
import java.util.Map;

/**
 * What operators look at: the queues of events, and those of events that were given up.
 *
 * @param orderedDeadQueue URL of the FIFO queue of events that were given up in a player's order
 */
public record EventOperationsEnvironment(
    EventQueueEnvironment queues, EventRetryEnvironment failed, String orderedDeadQueue) {
  public static final String ORDERED_DEAD_QUEUE = "ORDERED_DEAD_EVENT_QUEUE";

  /** Reads the record back from a function's environment. */
  public static EventOperationsEnvironment from(Map<String, String> environment) {
    return new EventOperationsEnvironment(
        EventQueueEnvironment.from(environment),
        EventRetryEnvironment.from(environment),
        Environment.required(environment, ORDERED_DEAD_QUEUE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    Map<String, String> all = new HashMap<>(queues.toMap());
    all.putAll(failed.toMap());
    all.put(ORDERED_DEAD_QUEUE, orderedDeadQueue);
    return all;
  }
}
