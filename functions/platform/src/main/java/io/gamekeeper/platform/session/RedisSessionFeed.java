package io.gamekeeper.platform.session;

import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link SessionStream}. A position is the id of an entry. */
public final class RedisSessionFeed implements SessionFeed {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionFeed.class);

  /** A script, because a connection runs nothing else; it changes nothing. */
  private static final RedisScript READ =
      RedisScript.of(
          "read-session-events",
          """
          return redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
          """);

  private final RedisConnection redis;

  public RedisSessionFeed(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public Page after(String position, int limit) {
    // From the position's own entry on: if that is gone, others may be gone too.
    Object reply =
        redis.run(READ, List.of(SessionStream.KEY), List.of(position, Integer.toString(limit + 1)));
    List<?> entries = reply instanceof List<?> found ? found : List.of();
    boolean continues = !entries.isEmpty() && id(entries.getFirst()).equals(position);
    boolean gap = !continues && !entries.isEmpty() && !position.equals(BEGINNING);
    if (gap) {
      LOG.error(
          "Entries of the session stream are gone: after {} follows {}",
          position,
          id(entries.getFirst()));
    }
    int from = continues ? 1 : 0;
    int to = Math.min(entries.size(), from + limit);
    List<SessionEvent> events = new ArrayList<>();
    for (Object entry : entries.subList(from, to)) {
      event(id(entry), (List<?>) ((List<?>) entry).get(1)).ifPresent(events::add);
    }
    return new Page(
        events, to == from ? position : id(entries.get(to - 1)), to - from == limit, gap);
  }

  private static String id(Object entry) {
    return text(((List<?>) entry).getFirst());
  }

  /** Returns an entry's event; what a server never writes is left out, and logged. */
  private static Optional<SessionEvent> event(String id, List<?> fields) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      values.put(text(fields.get(i)), text(fields.get(i + 1)));
    }
    String player = values.get(SessionStream.PLAYER);
    String at = values.get(SessionStream.AT);
    String length = values.get(SessionStream.LENGTH);
    try {
      if (player == null || at == null) {
        throw new NumberFormatException("a field is missing");
      }
      return Optional.of(
          new SessionEvent(
              id,
              player,
              Instant.ofEpochMilli(Long.parseLong(at)),
              Optional.ofNullable(length).map(Long::parseLong).map(Duration::ofMillis)));
    } catch (NumberFormatException e) {
      LOG.error("Entry {} of the session stream is no event: {}", id, e.getMessage());
      return Optional.empty();
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }
}
