package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.bench.LoadBench.Player;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardsFile;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The leaderboards against their targets: latencies under a steady load with the score log in
 * memory and on disk, the handler against the bare script, a large board against a small one.
 */
public final class LeaderboardBench {
  private static final double LATENCY_TARGET_MILLIS = 8;
  private static final double OWN_TIME_TARGET_MILLIS = 1;
  private static final double HANDLER_TARGET = 0.6;
  private static final double SCALE_TARGET = 2;
  private static final String BOARD = "arena";
  private static final int SMALL_BOARD = 10_000;

  private final Path project;
  private final Settings settings;
  private final Stages stages;
  private final PrintWriter out;
  private final PrintWriter progress;
  private final Targets targets = new Targets();

  /**
   * How much is measured.
   *
   * @param players who submit and read
   * @param entries of the large board
   */
  public record Settings(int rate, Duration warmUp, Duration duration, int players, int entries) {}

  /** A stage's admin side, as far as the bench needs it. */
  public interface RunningStage {
    String token(String player);

    InetSocketAddress redis();

    /** Forgets the route times so far. */
    void resetRouteTimes();

    /** Own time (without engine calls) that 99 % of the calls of each route did not exceed. */
    Map<String, Duration> ownTimeP99();
  }

  /** Finds the stage that listens on a port. */
  @FunctionalInterface
  public interface Stages {
    RunningStage on(int port);
  }

  /**
   * Prepares a run.
   *
   * @param project the checkout, for its revision
   * @param out takes the table
   * @param progress takes what is being done
   */
  public LeaderboardBench(
      Path project, Settings settings, Stages stages, PrintWriter out, PrintWriter progress) {
    this.project = project;
    this.settings = settings;
    this.stages = stages;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Runs everything and prints the table.
   *
   * @return whether every target was met
   * @throws IOException if a stage did not start
   */
  public boolean run() throws IOException, InterruptedException {
    Circumstances circumstances = Circumstances.now(project);
    Table load = Table.ofLatencies("calls over HTTP, ms");
    Map<String, Duration> ownTimes = new TreeMap<>();
    HandlerBench.Result handler;
    List<ScaleBench.Result> scale;
    try (StageProcess process = StageProcess.start(List.of("--port", "0"))) {
      RunningStage stage = stages.on(process.address().getPort());
      progress("score log in memory: warming up, then measuring");
      LoadBench.Result result = load(process, stage);
      ownTimes.putAll(stage.ownTimeP99());
      row(load, "reads, log in memory", result.reads(), true);
      row(load, "submits, log in memory", result.submits(), true);
      progress("the handler against the bare script");
      InetSocketAddress redis = stage.redis();
      Board board = BoardsFile.packaged().find(BOARD).orElseThrow();
      handler =
          new HandlerBench(redis.getHostString(), redis.getPort(), board)
              .run(settings.duration().dividedBy(30));
      progress("a board of " + settings.entries() + " entries: filling, then measuring");
      scale = scale(redis);
    }
    Path data = Files.createTempDirectory("gamekeeper-bench-");
    try (StageProcess process =
        StageProcess.start(List.of("--port", "0", "--data", data.toString()))) {
      progress("score log on disk: warming up, then measuring");
      LoadBench.Result result = load(process, stages.on(process.address().getPort()));
      row(load, "reads, log on disk", result.reads(), false);
      row(load, "submits, log on disk", result.submits(), false);
    } finally {
      TemporaryFolders.delete(data);
    }
    out.println(circumstances);
    print(load, ownTimes, handler, scale);
    return targets.met();
  }

  private LoadBench.Result load(StageProcess process, RunningStage stage)
      throws InterruptedException {
    List<Player> players =
        IntStream.range(0, settings.players())
            .mapToObj(i -> "player-" + i)
            .map(id -> new Player(id, stage.token(id)))
            .toList();
    return new LoadBench(process.address(), BOARD, players)
        .run(settings.rate(), settings.warmUp(), settings.duration(), stage::resetRouteTimes);
  }

  private List<ScaleBench.Result> scale(InetSocketAddress redis) {
    try (JedisRedisConnection connection =
        new JedisRedisConnection(redis.getHostString(), redis.getPort(), Security.PLAIN, 1)) {
      int small = Math.min(SMALL_BOARD, settings.entries());
      int calls = Math.toIntExact(Math.max(1_000, settings.duration().toSeconds() * 300));
      return new ScaleBench(new RedisLeaderboard(connection, Clock.systemUTC()))
          .run(List.of(small, settings.entries()), calls);
    }
  }

  private void row(Table table, String name, Interval calls, boolean hasTarget) {
    table.latencies(name, calls, hasTarget ? targets.p99(calls, LATENCY_TARGET_MILLIS) : "");
  }

  private void print(
      Table load,
      Map<String, Duration> ownTimes,
      HandlerBench.Result handler,
      List<ScaleBench.Result> scale) {
    out.printf(
        "%d calls/s for %d s after %d s of warm-up, half submits, half reads;"
            + " latency from the intended send time; generator and stage share the processors%n%n",
        settings.rate(), settings.duration().toSeconds(), settings.warmUp().toSeconds());
    load.lines().forEach(out::println);

    Table own = new Table("own time of a route, ms", "p99", "");
    ownTimes.forEach(
        (route, p99) -> {
          double millis = p99.toNanos() / 1e6;
          own.row(route, number(millis), targets.atMost(millis, OWN_TIME_TARGET_MILLIS));
        });
    out.println();
    own.lines().forEach(out::println);

    Table single = new Table("one connection, a page of ten", "calls/s", "");
    single.row("bare script", Long.toString(Math.round(handler.bare())), "");
    single.row("through the handler", Long.toString(Math.round(handler.throughHandler())), "");
    single.row("ratio", number(handler.ratio()), targets.atLeast(handler.ratio(), HANDLER_TARGET));
    out.println();
    single.lines().forEach(out::println);

    Table boards = new Table("p99 by size of the board, µs", "rank", "page", "");
    ScaleBench.Result small = scale.getFirst();
    ScaleBench.Result large = scale.getLast();
    for (ScaleBench.Result result : scale) {
      boards.row(
          result.entries() + " entries",
          Long.toString(Math.round(result.rankP99())),
          Long.toString(Math.round(result.pageP99())));
    }
    double rank = large.rankP99() / small.rankP99();
    double page = large.pageP99() / small.pageP99();
    boards.row(
        "ratio", number(rank), number(page), targets.atMost(Math.max(rank, page), SCALE_TARGET));
    out.println();
    boards.lines().forEach(out::println);
    out.println();
    out.println(targets.summary());
  }

  private void progress(String message) {
    progress.println("gamekeeper: " + message);
  }
}
