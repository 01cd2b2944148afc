package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import java.util.Map;

/**
 * Where events wait that a listener failed for.
 *
 * @param retryQueue URL of the queue of those that it is called with again
 * @param deadQueue URL of the queue of those that wait for a person
 */
public record EventRetryEnvironment(String retryQueue, String deadQueue) {
  public static final String RETRY_QUEUE = "EVENT_RETRY_QUEUE";
  public static final String DEAD_QUEUE = "DEAD_EVENT_QUEUE";

  /** Reads the record back from a function's environment. */
  public static EventRetryEnvironment from(Map<String, String> environment) {
    return new EventRetryEnvironment(
        Environment.required(environment, RETRY_QUEUE),
        Environment.required(environment, DEAD_QUEUE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(RETRY_QUEUE, retryQueue, DEAD_QUEUE, deadQueue);
  }
}
