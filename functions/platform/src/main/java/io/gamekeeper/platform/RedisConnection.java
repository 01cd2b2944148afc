package io.gamekeeper.platform;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread-safe connection to a Redis cluster, with only the commands that the functions need.
 * Replies are {@code Long}, {@code byte[]}, {@code List<Object>} of these, or null. Each call runs
 * at most once: after {@link RedisUnavailableException} the script may or may not have run.
 */
public interface RedisConnection {
  /** The longest time of a call, including asking the cluster anew after a failure. */
  Duration LONGEST_CALL = Duration.ofSeconds(4);

  /**
   * Runs a script in one round trip ({@code EVALSHA}; loads it first where the server does not know
   * it).
   *
   * @param keys all keys that the script touches; they share one hash tag
   * @throws RedisUnavailableException if the server cannot be reached, is loading or did not answer
   *     in time
   * @throws RedisScriptException if the script itself failed
   */
  @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments);

  /** Runs one script many times in a pipeline; the replies stand in the calls' order. */
  List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls);

  /**
   * Checks that the server answers.
   *
   * @throws RedisUnavailableException if it does not
   */
  void ping();

  /** Keys and arguments of one run of a script. */
  record ScriptCall(List<String> keys, List<String> arguments) {
    public ScriptCall {
      keys = List.copyOf(keys);
      arguments = List.copyOf(arguments);
    }
  }
}
