package io.gamekeeper.platform.telemetry;

import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A Redis connection whose calls are parts of the invocation's trace, and end before it does. */
public final class TracedRedis implements RedisConnection {
  private static final String NAME = "Redis";
  private static final Duration ANSWERING = Duration.ofMillis(500);
  private static final RemoteCall PING = RemoteCall.remote(NAME, "ping");

  private final RedisConnection redis;
  private final Telemetry telemetry;
  private final ConcurrentMap<String, RemoteCall> calls = new ConcurrentHashMap<>();

  public TracedRedis(RedisConnection redis, Telemetry telemetry) {
    this.redis = redis;
    this.telemetry = telemetry;
  }

  @Override
  public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
    requireTime();
    return telemetry.<@Nullable Object>traced(
        call(script), () -> redis.run(script, keys, arguments));
  }

  @Override
  public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
    requireTime();
    return telemetry.traced(call(script), () -> redis.runAll(script, calls));
  }

  @Override
  public void ping() {
    requireTime();
    telemetry.traced(
        PING,
        () -> {
          redis.ping();
          return PING;
        });
  }

  private RemoteCall call(RedisScript script) {
    return calls.computeIfAbsent(script.name(), name -> RemoteCall.remote(NAME, name));
  }

  private void requireTime() {
    if (!telemetry.hasTimeFor(LONGEST_CALL.plus(ANSWERING))) {
      throw new RedisUnavailableException("not called: the invocation is about to end", null);
    }
  }
}
