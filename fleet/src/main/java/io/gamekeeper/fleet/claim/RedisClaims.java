package io.gamekeeper.fleet.claim;

import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.room.Room;
import io.gamekeeper.fleet.room.Spot;
import io.gamekeeper.fleet.system.LazyRedis;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisScriptException;
import io.gamekeeper.platform.RedisUnavailableException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Claims in Redis: per player a hash of the server, the claim's token and the place, which expires
 * when the place is no longer kept. A claim that nobody contests comes back by its next renewal if
 * Redis loses it.
 */
public final class RedisClaims implements Claims {
  /** The time after a failure in which no call waits for Redis; renewals go on trying. */
  static final Duration LEFT_ALONE = Duration.ofSeconds(5);

  /** The number of calls that renew the claims of many players, as many as there are hash tags. */
  private static final int GROUPS = 16;

  private static final int CONNECTIONS = 4;
  private static final String KEPT_MILLIS = Long.toString(Room.PLACE_KEPT.toMillis());

  private static final RedisScript TAKE =
      RedisScript.of(
          "take-claim",
          """
          local was = redis.call('HMGET', KEYS[1], 'server', 'x', 'y')
          redis.call('HSET', KEYS[1], 'server', ARGV[2], 'claim', ARGV[3])
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          return was
          """);

  private static final RedisScript RENEW =
      RedisScript.of(
          "renew-claims",
          """
          local lost = {}
          for i, key in ipairs(KEYS) do
            local at = 3 * i
            local claim = redis.call('HGET', key, 'claim')
            if claim and claim ~= ARGV[at] then
              lost[#lost + 1] = i
            else
              redis.call('HSET', key, 'server', ARGV[2], 'claim', ARGV[at],
                  'x', ARGV[at + 1], 'y', ARGV[at + 2])
              redis.call('PEXPIRE', key, ARGV[1])
            end
          end
          return lost
          """);

  private final LazyRedis redis;
  private final Timing timing;
  private final Log log;

  /** The id that tells this server's claims from the others'. */
  private final String server = Claim.newToken();

  private volatile boolean away;
  private volatile long awaySince;

  /**
   * Creates claims in the Redis at that address.
   *
   * @param address see {@link LazyRedis}
   */
  public RedisClaims(URI address, Timing timing, Log log) {
    this.redis = new LazyRedis(address, CONNECTIONS);
    this.timing = timing;
    this.log = log;
  }

  @Override
  public Optional<Spot> take(Claim claim) {
    if (away && timing.nanos() - awaySince < LEFT_ALONE.toNanos()) {
      return Optional.empty();
    }
    return ask(() -> taken(claim), Optional.empty());
  }

  private Optional<Spot> taken(Claim claim) {
    Object reply =
        redis.get().run(TAKE, List.of(key(claim)), List.of(KEPT_MILLIS, server, claim.token()));
    claim.becomesKnown();
    if (!(reply instanceof List<?> was)) {
      return Optional.empty();
    }
    String before = text(was.get(0));
    String x = text(was.get(1));
    String y = text(was.get(2));
    return before == null || before.equals(server) || x == null || y == null
        ? Optional.empty()
        : Optional.of(new Spot(Double.parseDouble(x), Double.parseDouble(y)));
  }

  @Override
  public List<Claim> renew(Collection<Held> held) {
    Map<Integer, List<Held>> groups = new TreeMap<>();
    for (Held one : held) {
      groups.computeIfAbsent(group(one.claim()), _ -> new ArrayList<>()).add(one);
    }
    return ask(
        () -> {
          if (groups.isEmpty()) {
            redis.get().ping();
          }
          return groups.values().stream().flatMap(group -> renewed(group).stream()).toList();
        },
        List.of());
  }

  /** Renews claims that were made while Redis was away: they are no older than others. */
  private List<Claim> renewed(List<Held> group) {
    group.stream().map(Held::claim).filter(claim -> !claim.isKnown()).forEach(this::taken);
    List<String> arguments = new ArrayList<>(List.of(KEPT_MILLIS, server));
    for (Held held : group) {
      arguments.add(held.claim().token());
      arguments.add(Double.toString(held.spot().x()));
      arguments.add(Double.toString(held.spot().y()));
    }
    Object reply =
        redis.get().run(RENEW, group.stream().map(held -> key(held.claim())).toList(), arguments);
    return reply instanceof List<?> positions
        ? positions.stream()
            .map(position -> group.get(Math.toIntExact((Long) position) - 1).claim())
            .toList()
        : List.of();
  }

  @Override
  public void tell(Held held) {
    if (!away && held.claim().isKnown()) {
      ask(() -> renewed(List.of(held)), List.of());
    }
  }

  @Override
  public void close() {
    redis.close();
  }

  private <T> T ask(Supplier<T> question, T otherwise) {
    try {
      T answer = question.get();
      if (away) {
        away = false;
        log.info("claimsShared");
      }
      return answer;
    } catch (RedisUnavailableException | RedisScriptException e) {
      awaySince = timing.nanos();
      if (!away) {
        away = true;
        log.warn("claimsOfThisServerOnly", "why", String.valueOf(e.getMessage()));
      }
      return otherwise;
    }
  }

  private static @Nullable String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
  }

  private static int group(Claim claim) {
    return Math.floorMod(claim.player().hashCode(), GROUPS);
  }

  private static String key(Claim claim) {
    return "session:{" + group(claim) + "}:" + claim.player();
  }
}
