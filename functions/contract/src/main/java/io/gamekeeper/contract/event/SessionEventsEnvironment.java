package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.SessionStream;
import java.util.HashMap;
import java.util.Map;

/**
 * From where game servers' reports of sessions go where.
 *
 * @param redisHost configuration endpoint of the Redis that holds the {@link SessionStream}
 * @param redisPort its port
 * @param queues where they become players' events
 */
public record SessionEventsEnvironment(
    String redisHost, int redisPort, EventQueueEnvironment queues) {
  public static final String REDIS_HOST = LeaderboardEnvironment.REDIS_HOST;
  public static final String REDIS_PORT = LeaderboardEnvironment.REDIS_PORT;

  /** Reads the record back from a function's environment. */
  public static SessionEventsEnvironment from(Map<String, String> environment) {
    return new SessionEventsEnvironment(
        Environment.required(environment, REDIS_HOST),
        Environment.requiredInt(environment, REDIS_PORT),
        EventQueueEnvironment.from(environment));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    Map<String, String> all = new HashMap<>(queues.toMap());
    all.put(REDIS_HOST, redisHost);
    all.put(REDIS_PORT, Integer.toString(redisPort));
    return all;
  }
}
