package io.gamekeeper.leaderboard.store;

import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Order;
import io.gamekeeper.leaderboard.Policy;
import io.gamekeeper.leaderboard.Ranking;
import io.gamekeeper.leaderboard.RankingUnavailableException;
import io.gamekeeper.leaderboard.ScoreEntry;
import io.gamekeeper.leaderboard.Stamp;
import io.gamekeeper.leaderboard.Standing;
import io.gamekeeper.leaderboard.Total;
import io.gamekeeper.platform.Breaker;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisConnection.ScriptCall;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ranking in Redis. A board's season has three keys in one slot ({@code prelude.lua} says what
 * they hold); every method is one script and one round trip.
 */
public final class RedisLeaderboard implements Ranking {
  private static final int SWEEP_RANKS = 500;
  private static final int FAILURES = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final State NEVER = new State("never");
  private static final int MEMBER_PREFIX = Stamp.ENCODED_LENGTH + 1;

  private final RedisConnection redis;
  private final Breaker breaker;

  public RedisLeaderboard(RedisConnection redis, InstantSource clock) {
    this.redis = redis;
    this.breaker = new Breaker(clock, FAILURES, PAUSE);
  }

  @Override
  public boolean available() {
    if (breaker.allows()) {
      return true;
    }
    if (!breaker.allowsProbe()) {
      return false;
    }
    try {
      redis.ping();
      breaker.succeeded();
      return true;
    } catch (RedisUnavailableException e) {
      breaker.failed();
      return false;
    }
  }

  @Override
  public Placing submit(BoardSeason at, ScoreEntry entry) {
    return submit(at, entry, "new");
  }

  @Override
  public Placing submitSettled(BoardSeason at, ScoreEntry entry) {
    return submit(at, entry, "settled");
  }

  private Placing submit(BoardSeason at, ScoreEntry entry, String history) {
    Board board = at.board();
    Total parts = board.policy().adds() ? Total.of(entry.score()) : Total.ZERO;
    List<?> reply =
        run(
            Scripts.SUBMIT,
            keys(at),
            List.of(
                entry.player(),
                policy(board.policy()),
                sign(board),
                Long.toString(entry.score()),
                entry.stamp().encode(),
                Long.toString(parts.high()),
                Long.toString(parts.low()),
                Integer.toString(board.size()),
                history));
    String status = text(reply.get(0));
    return switch (status) {
      case "placed" -> {
        long rank = number(reply.get(2));
        yield new Placing.Placed(
            Long.parseLong(text(reply.get(1))), rank == 0 ? null : rank, number(reply.get(3)) == 1);
      }
      case "late" -> new Placing.Late(new State(text(reply.get(1))));
      default -> new Placing.NotReady(condition(status));
    };
  }

  @Override
  public Reading<Page> page(BoardSeason at, int limit, @Nullable Position after) {
    List<?> reply = run(Scripts.PAGE, keys(at), pageArguments(at, limit, "ready", after));
    String status = text(reply.get(0));
    return status.equals("ready")
        ? new Reading.Ready<>(new Page(number(reply.get(1)), rows(at, reply, 2, 3)))
        : new Reading.NotReady<>(condition(status));
  }

  @Override
  public List<Row> rows(BoardSeason at, int limit, @Nullable Position after) {
    return rows(at, run(Scripts.PAGE, keys(at), pageArguments(at, limit, "any", after)), 2, 3);
  }

  private static List<String> pageArguments(
      BoardSeason at, int limit, String readiness, @Nullable Position after) {
    String rows = Integer.toString(limit);
    String size = Integer.toString(at.board().size());
    return after == null
        ? List.of(rows, size, readiness)
        : List.of(
            rows,
            size,
            readiness,
            Long.toString(after.sortScore()),
            after.reached().encode() + ':' + after.player());
  }

  @Override
  public Reading<Around> around(BoardSeason at, String player, int neighbours) {
    List<?> reply =
        run(
            Scripts.AROUND,
            keys(at),
            List.of(player, Integer.toString(neighbours), Integer.toString(at.board().size())));
    String status = text(reply.get(0));
    return switch (status) {
      case "ready" -> {
        List<Row> rows = rows(at, reply, 2, 4);
        int own = (int) (number(reply.get(3)) - number(reply.get(2)));
        yield new Reading.Ready<>(new Around(rows.get(own), new Page(number(reply.get(1)), rows)));
      }
      case "absent" -> new Reading.Ready<>(new Around(null, new Page(0, List.of())));
      default -> new Reading.NotReady<>(condition(status));
    };
  }

  @Override
  public Reading<Page> among(BoardSeason at, Set<String> players) {
    List<String> arguments = new ArrayList<>(players.size() + 1);
    arguments.add(Integer.toString(at.board().size()));
    arguments.addAll(players);
    List<?> reply = run(Scripts.AMONG, keys(at), arguments);
    String status = text(reply.get(0));
    if (!status.equals("ready")) {
      return new Reading.NotReady<>(condition(status));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 2; i < reply.size(); i += 3) {
      String score = text(reply.get(i + 2));
      rows.add(row(number(reply.get(i)), bytes(reply.get(i + 1)), Long.parseLong(score)));
    }
    rows.sort(Comparator.comparingLong(Row::rank));
    return new Reading.Ready<>(new Page(number(reply.get(1)), rows));
  }

  @Override
  public Settled settle(BoardSeason at, String player, State expected, Standing standing) {
    return settled(
        run(Scripts.SETTLE, keys(at), settleArguments(at, player, expected, encode(standing))));
  }

  @Override
  public Map<String, State> settleAll(BoardSeason at, Map<String, Standing> standings) {
    List<String> players = new ArrayList<>(standings.size());
    List<ScriptCall> calls = new ArrayList<>(standings.size());
    List<String> keys = keys(at);
    standings.forEach(
        (player, standing) -> {
          players.add(player);
          calls.add(
              new ScriptCall(keys, settleArguments(at, player, State.ABSENT, encode(standing))));
        });
    Map<String, State> conflicts = new HashMap<>();
    if (calls.isEmpty()) {
      return conflicts;
    }
    List<@Nullable Object> replies = guarded(() -> redis.runAll(Scripts.SETTLE, calls));
    for (int i = 0; i < replies.size(); i++) {
      switch (settled(list(replies.get(i)))) {
        case Settled.Done() -> {}
        case Settled.Conflict(State current) -> conflicts.put(players.get(i), current);
      }
    }
    return conflicts;
  }

  /** Asks by a change that is refused: nobody's state is as expected. */
  @Override
  public State state(BoardSeason at, String player) {
    Settled refused =
        settled(run(Scripts.SETTLE, keys(at), settleArguments(at, player, NEVER, NEVER)));
    return switch (refused) {
      case Settled.Conflict(State current) -> current;
      case Settled.Done() -> throw new IllegalStateException("a state that never is");
    };
  }

  @Override
  public void remove(BoardSeason at, String player, State expected) {
    run(Scripts.SETTLE, keys(at), settleArguments(at, player, expected, State.ABSENT));
  }

  private static List<String> settleArguments(
      BoardSeason at, String player, State expected, State next) {
    return List.of(player, expected.value(), next.value(), sign(at.board()));
  }

  private static Settled settled(List<?> reply) {
    return text(reply.get(0)).equals("done")
        ? new Settled.Done()
        : new Settled.Conflict(new State(text(reply.get(1))));
  }

  @Override
  public Begun begin(BoardSeason at, String token, Build build, Duration lease) {
    Object reply = marker(at, "begin", token, build, lease);
    return Begun.valueOf(text(reply).toUpperCase(Locale.ROOT));
  }

  @Override
  public boolean prolong(BoardSeason at, String token, Build build, Duration lease) {
    return number(marker(at, "prolong", token, build, lease)) == 1;
  }

  @Override
  public boolean finish(BoardSeason at, String token, Build build) {
    return number(marker(at, "finish", token, build, Duration.ZERO)) == 1;
  }

  @Override
  public void abandon(BoardSeason at, String token, Build build) {
    marker(at, "abandon", token, build, Duration.ZERO);
  }

  private @Nullable Object marker(
      BoardSeason at, String step, String token, Build build, Duration lease) {
    String value = build.name().toLowerCase(Locale.ROOT) + ':' + token;
    List<String> arguments = List.of(step, value, Long.toString(lease.toMillis()));
    return guarded(() -> redis.run(Scripts.MARKER, keys(at), arguments));
  }

  @Override
  public boolean claimRebuild(BoardSeason at, Duration lease) {
    return claim(at, lease.toMillis()) == 1;
  }

  @Override
  public void releaseRebuild(BoardSeason at) {
    claim(at, 0);
  }

  private long claim(BoardSeason at, long leaseMillis) {
    List<String> keys = new ArrayList<>(keys(at));
    keys.add(tag(at) + ":claim");
    List<String> arguments = List.of(Long.toString(leaseMillis));
    return number(guarded(() -> redis.run(Scripts.CLAIM, keys, arguments)));
  }

  @Override
  public Players players(BoardSeason at, String cursor) {
    List<?> reply = run(Scripts.PLAYERS, keys(at), List.of(cursor));
    Map<String, State> states = new HashMap<>();
    for (int i = 1; i < reply.size(); i += 2) {
      states.put(text(reply.get(i)), new State(text(reply.get(i + 1))));
    }
    return new Players(text(reply.get(0)), states);
  }

  @Override
  public void sweep(BoardSeason at) {
    long start = 0;
    long seen;
    do {
      List<?> reply =
          run(
              Scripts.SWEEP,
              keys(at),
              List.of(Long.toString(start), Integer.toString(SWEEP_RANKS), sign(at.board())));
      seen = number(reply.get(0));
      start += seen - number(reply.get(1));
    } while (seen == SWEEP_RANKS);
  }

  @Override
  public void expire(BoardSeason at, Duration after) {
    List<String> arguments = List.of(Long.toString(after.toMillis()));
    guarded(() -> redis.run(Scripts.EXPIRE, keys(at), arguments));
  }

  private List<?> run(RedisScript script, List<String> keys, List<String> arguments) {
    return list(guarded(() -> redis.run(script, keys, arguments)));
  }

  private <T extends @Nullable Object> T guarded(Supplier<T> call) {
    if (!available()) {
      throw new RankingUnavailableException("not called, since it failed just before");
    }
    try {
      T reply = call.get();
      breaker.succeeded();
      return reply;
    } catch (RedisUnavailableException e) {
      breaker.failed();
      throw new RankingUnavailableException(e);
    }
  }

  private static List<Row> rows(BoardSeason at, List<?> reply, int firstRank, int firstRow) {
    Order order = at.board().order();
    long rank = number(reply.get(firstRank));
    List<Row> rows = new ArrayList<>((reply.size() - firstRow) / 2);
    for (int i = firstRow; i < reply.size(); i += 2) {
      long sortScore = Long.parseLong(text(reply.get(i + 1)));
      rows.add(row(rank++, bytes(reply.get(i)), order.score(sortScore)));
    }
    return rows;
  }

  private static Row row(long rank, byte[] member, long score) {
    Stamp reached = Stamp.startOf(member);
    String player =
        new String(member, MEMBER_PREFIX, member.length - MEMBER_PREFIX, StandardCharsets.UTF_8);
    return new Row(rank, player, score, reached);
  }

  private static State encode(Standing standing) {
    return StandingCodec.encode(standing);
  }

  private static Condition condition(String status) {
    return switch (status) {
      case "lost" -> Condition.LOST;
      case "brief" -> Condition.BUILDING_BRIEFLY;
      case "building" -> Condition.BUILDING;
      default -> throw new IllegalStateException("unknown reply of a script: " + status);
    };
  }

  private static String policy(Policy policy) {
    return switch (policy) {
      case BEST -> "best";
      case LAST -> "last";
      case SUM, INCREMENT -> "sum";
    };
  }

  private static String sign(Board board) {
    return Integer.toString(board.order().sign());
  }

  private static List<String> keys(BoardSeason at) {
    String tag = tag(at);
    return List.of(tag + ":ranks", tag + ":states", tag + ":marker");
  }

  private static String tag(BoardSeason at) {
    return "{lb:" + at.board().id() + ':' + at.season().id() + '}';
  }

  private static List<?> list(@Nullable Object reply) {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw new IllegalStateException("a script's reply is not a list: " + reply);
  }

  private static String text(@Nullable Object reply) {
    return new String(bytes(reply), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(@Nullable Object reply) {
    return (byte[]) Objects.requireNonNull(reply, "a script's reply");
  }

  private static long number(@Nullable Object reply) {
    return (Long) Objects.requireNonNull(reply, "a script's reply");
  }
}
