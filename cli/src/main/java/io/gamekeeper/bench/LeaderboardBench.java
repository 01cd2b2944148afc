package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.bench.BoardTraffic.Player;
import io.gamekeeper.bench.Workbench.RunningStage;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardsFile;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The bench of the leaderboards against their targets: latencies under a steady load with the score
 * log in memory and on disk, what is left above that load and what a call takes, the handler
 * against the bare script, a large board against a small one.
 */
public final class LeaderboardBench implements Bench {
  private static final double LATENCY_TARGET_MILLIS = 8;
  private static final double OWN_TIME_TARGET_MILLIS = 1;
  private static final double HANDLER_TARGET = 0.85;
  private static final double SCALE_TARGET = 2;
  private static final String BOARD = "arena";
  private static final int SMALL_BOARD = 10_000;

  private final Settings settings;

  /**
   * How much is measured.
   *
   * @param players who submit and read
   * @param entries of the large board
   * @param mostRate where the search for the highest rate ends
   * @param step how long a rate has to hold
   */
  public record Settings(Load load, int players, int entries, int mostRate, Duration step) {}

  /** Prepares a run. */
  public LeaderboardBench(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Report measure(Workbench workbench) throws IOException, InterruptedException {
    Table load = Table.ofLatencies("calls over HTTP, ms");
    Targets targets;
    Table own;
    List<Table> headroom;
    Table handler;
    Table boards;
    try (StageProcess process = StageProcess.start(List.of("--port", "0"))) {
      RunningStage stage = workbench.stage(process);
      BoardTraffic traffic = traffic(stage);
      workbench.progress("score log in memory: warming up, then measuring");
      LoadBench.Result result =
          new LoadBench(process.address(), traffic).run(settings.load(), stage::resetRouteTimes);
      Map<String, Duration> ownTimes = stage.ownTimeP99();
      workbench.progress("the highest rate that holds, and what a call takes");
      HeadroomBench bench = new HeadroomBench(headroom(workbench, process), traffic, board());
      targets = new Targets(bench.constant());
      headroom = bench.run(targets);
      own = ownTimes(ownTimes, targets);
      load.latencies(
          "reads, log in memory",
          result.reads(),
          targets.p99(result.reads(), LATENCY_TARGET_MILLIS));
      load.latencies(
          "submits, log in memory",
          result.submits(),
          targets.p99(result.submits(), LATENCY_TARGET_MILLIS));
      workbench.progress("the handler against the bare script");
      Workbench.Redis redis = stage.redis();
      handler = handler(redis, targets);
      workbench.progress("a board of " + settings.entries() + " entries: filling, then measuring");
      boards = boards(scale(redis), targets);
    }
    Path data = Files.createTempDirectory("gamekeeper-bench-");
    try (StageProcess process =
        StageProcess.start(List.of("--port", "0", "--data", data.toString()))) {
      workbench.progress("score log on disk: warming up, then measuring");
      LoadBench.Result result =
          new LoadBench(process.address(), traffic(workbench.stage(process)))
              .run(settings.load(), () -> {});
      load.latencies("reads, log on disk", result.reads(), "");
      load.latencies("submits, log on disk", result.submits(), "");
    } finally {
      TemporaryFolders.delete(data);
    }
    return new Report(
        heading(),
        Stream.of(List.of(load, own), headroom, List.of(handler, boards))
            .flatMap(List::stream)
            .toList(),
        targets);
  }

  private String heading() {
    return settings.load().described("calls/s")
        + ", half submits, half reads; latency from the intended send time;"
        + " generator and stage share the processors";
  }

  private Headroom headroom(Workbench workbench, StageProcess process) {
    return new Headroom(
        process,
        new Headroom.Settings(settings.load().rate(), settings.mostRate(), settings.step()),
        workbench.progress());
  }

  private BoardTraffic traffic(RunningStage stage) {
    return new BoardTraffic(
        BOARD,
        IntStream.range(0, settings.players())
            .mapToObj(i -> "player-" + i)
            .map(id -> new Player(id, stage.token(id)))
            .toList());
  }

  private static Board board() {
    return BoardsFile.packaged().find(BOARD).orElseThrow();
  }

  private List<ScaleBench.Result> scale(Workbench.Redis redis) {
    try (JedisRedisConnection connection = redis.connection()) {
      int small = Math.min(SMALL_BOARD, settings.entries());
      int calls = Math.toIntExact(Math.max(1_000, settings.load().duration().toSeconds() * 300));
      return new ScaleBench(new RedisLeaderboard(connection, Clock.systemUTC()))
          .run(List.of(small, settings.entries()), calls);
    }
  }

  private static Table ownTimes(Map<String, Duration> p99s, Targets targets) {
    Table own = new Table("own time of a route, ms", "p99", "");
    p99s.forEach(
        (route, p99) -> {
          double millis = p99.toNanos() / 1e6;
          own.row(route, number(millis), targets.millisAtMost(millis, OWN_TIME_TARGET_MILLIS));
        });
    return own;
  }

  private Table handler(Workbench.Redis redis, Targets targets) throws InterruptedException {
    HandlerBench.Result handler =
        new HandlerBench(redis, board()).run(settings.load().duration().dividedBy(90));
    Table single = new Table("one connection, a page of ten", "calls/s", "");
    single.row("bare script", Long.toString(Math.round(handler.bare())), "");
    single.row("through the handler", Long.toString(Math.round(handler.throughHandler())), "");
    single.row("ratio", number(handler.ratio()), targets.atLeast(handler.ratio(), HANDLER_TARGET));
    return single;
  }

  private static Table boards(List<ScaleBench.Result> scale, Targets targets) {
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
    return boards;
  }
}
