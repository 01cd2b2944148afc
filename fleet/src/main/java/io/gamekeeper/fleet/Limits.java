package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerEnvironment;
import java.util.Map;

/**
 * The limits of a server. The defaults suit a real game behind a load balancer; load generators,
 * which are many players at one address, need more.
 *
 * @param attemptsPerSecond new sessions, and requests without a good token, per address; five times
 *     as many at once
 * @param requestsPerSecond HTTP requests per player; twice as many at once
 * @param messagesPerSecond what a client may send per session, control frames and parts of messages
 *     included; twice as many at once
 * @param sessionsPerAddress sessions at a time of players at one address
 */
record Limits(
    int attemptsPerSecond, int requestsPerSecond, int messagesPerSecond, int sessionsPerAddress) {
  static final String REQUESTS = "GAME_SERVER_REQUESTS_PER_SECOND";
  static final String MESSAGES = "GAME_SERVER_MESSAGES_PER_SECOND";
  static final String SESSIONS_PER_ADDRESS = "GAME_SERVER_SESSIONS_PER_ADDRESS";

  /** New sessions of one player, and how many of them at once. */
  static final int SESSIONS_PER_SECOND = 1;

  static final int SESSIONS_AT_ONCE = 10;

  /** The largest message that a client may send. */
  static final int MESSAGE_BYTES = 4096;

  /** The most messages that may wait for a client that reads slowly; more end its session. */
  static final int WAITING_MESSAGES = 256;

  static final int WAITING_BYTES = 128 * 1024;

  Limits {
    if (attemptsPerSecond < 1
        || requestsPerSecond < 1
        || messagesPerSecond < 1
        || sessionsPerAddress < 1) {
      throw new IllegalArgumentException("a limit must be at least 1");
    }
  }

  /** Reads the limits from the environment, with defaults for those it does not name. */
  static Limits from(Map<String, String> environment) {
    return new Limits(
        number(environment, GameServerEnvironment.ATTEMPTS_PER_SECOND, 100),
        number(environment, REQUESTS, 100),
        number(environment, MESSAGES, 60),
        number(environment, SESSIONS_PER_ADDRESS, 100));
  }

  private static int number(Map<String, String> environment, String name, int otherwise) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "environment variable " + name + " is not an integer: " + value, e);
    }
  }
}
