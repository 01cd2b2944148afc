package io.gamekeeper.bench;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.lambda.LeaderboardsHandler;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/**
 * The bench of a read's cost in the handler – routing, token, decoding, encoding, telemetry –
 * compared with the bare script: the same page of the same board, one after the other, one
 * connection each.
 */
final class HandlerBench {
  /** The compiler runs on the same processors and must be done before anything is measured. */
  private static final int WARM_UP_ROUNDS = 9;

  private static final int ROUNDS = 15;

  private final Workbench.Redis redis;
  private final Board board;

  /**
   * Measures against that Redis.
   *
   * @param board one without seasons that has entries
   */
  HandlerBench(Workbench.Redis redis, Board board) {
    this.redis = redis;
    this.board = board;
  }

  /** The calls per second in the round whose ratio is the median. */
  record Result(double bare, double throughHandler) {
    double ratio() {
      return throughHandler / bare;
    }
  }

  /** Measures both in turn, so that both see the same machine; the first rounds only warm up. */
  Result run(Duration perRound) {
    PrintStream out = System.out;
    // What telemetry prints is part of the cost, but not of the report.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try (JedisRedisConnection one = redis.connection();
        Jedis jedis = redis.bare()) {
      Captured page = capturePage(one);
      BenchPlatform platform = new BenchPlatform(one);
      LeaderboardsHandler handler = new LeaderboardsHandler(platform);
      String authorization = platform.authorization("player-1");
      Runnable bare = () -> jedis.evalsha(page.script.sha1(), page.keys, page.arguments);
      Runnable through =
          () -> expectOk(handler.handleRequest(request(authorization), NoContext.NONE));
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        rate(perRound, bare);
        rate(perRound, through);
      }
      List<Result> rounds = new ArrayList<>(ROUNDS);
      for (int round = 0; round < ROUNDS; round++) {
        rounds.add(new Result(rate(perRound, bare), rate(perRound, through)));
      }
      rounds.sort(Comparator.comparingDouble(Result::ratio));
      return rounds.get(ROUNDS / 2);
    } finally {
      System.setOut(out);
    }
  }

  private static double rate(Duration duration, Runnable call) {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    long calls = 0;
    long now = start;
    while (now < end) {
      call.run();
      calls++;
      now = System.nanoTime();
    }
    return calls * 1e9 / (now - start);
  }

  private record Captured(RedisScript script, List<String> keys, List<String> arguments) {}

  /** Returns the script call that a page makes, taken from the product's own adapter. */
  private Captured capturePage(RedisConnection redis) {
    Capturing capturing = new Capturing(redis);
    new RedisLeaderboard(capturing, Clock.systemUTC())
        .page(new BoardSeason(board, board.seasons().at(Instant.now())), 10, null);
    Captured last = capturing.last;
    if (last == null) {
      throw new IllegalStateException("a page makes no script call");
    }
    return last;
  }

  private ApplicationLoadBalancerRequestEvent request(String authorization) {
    ApplicationLoadBalancerRequestEvent event = new ApplicationLoadBalancerRequestEvent();
    event.setHttpMethod("GET");
    event.setPath("/v1/leaderboards/" + board.id());
    event.setMultiValueHeaders(
        Map.of("authorization", List.of(authorization), "host", List.of("bench")));
    event.setMultiValueQueryStringParameters(Map.of("limit", List.of("10")));
    return event;
  }

  private static void expectOk(ApplicationLoadBalancerResponseEvent answer) {
    if (answer.getStatusCode() != 200) {
      throw new IllegalStateException("the handler answers " + answer.getStatusCode());
    }
  }

  private static final class Capturing implements RedisConnection {
    private final RedisConnection redis;
    private @Nullable Captured last;

    Capturing(RedisConnection redis) {
      this.redis = redis;
    }

    @Override
    public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
      last = new Captured(script, keys, arguments);
      return redis.run(script, keys, arguments);
    }

    @Override
    public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
      return redis.runAll(script, calls);
    }

    @Override
    public void ping() {
      redis.ping();
    }
  }
}
