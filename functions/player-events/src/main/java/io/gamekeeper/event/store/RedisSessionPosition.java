package io.gamekeeper.event.store;

import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.event.SessionPosition;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.session.SessionFeed;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The position in Redis, at {@link SessionStream#QUEUED}. */
public final class RedisSessionPosition implements SessionPosition {
  private static final RedisScript GET =
      RedisScript.of("get-queued-sessions", "return redis.call('GET', KEYS[1])");

  /** Compares and sets, so that of two runs one moves on. */
  private static final RedisScript MOVE =
      RedisScript.of(
          "move-queued-sessions",
          """
          if (redis.call('GET', KEYS[1]) or ARGV[3]) ~= ARGV[1] then
            return 0
          end
          redis.call('SET', KEYS[1], ARGV[2])
          return 1
          """);

  private static final List<String> KEYS = List.of(SessionStream.QUEUED);

  private final RedisConnection redis;

  public RedisSessionPosition(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public String get() {
    return redis.run(GET, KEYS, List.of()) instanceof byte[] id
        ? new String(id, StandardCharsets.UTF_8)
        : SessionFeed.BEGINNING;
  }

  @Override
  public boolean move(String from, String to) {
    return redis.run(MOVE, KEYS, List.of(from, to, SessionFeed.BEGINNING)) instanceof Long moved
        && moved == 1;
  }
}
