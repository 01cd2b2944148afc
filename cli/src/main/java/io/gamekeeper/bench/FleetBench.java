package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.OpenLoop;
import io.gamekeeper.players.GameAddress;
import io.gamekeeper.players.Sessions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The bench of the game server against its targets: how fast it starts, how fast it answers, how
 * much memory it takes, and what is lost when it leaves.
 */
public final class FleetBench implements Bench {
  private static final double START_TARGET_MILLIS = 120;
  private static final double LATENCY_TARGET_MILLIS = 8;

  /** The target for the ratio of the way through the stage's load balancer to the direct way. */
  private static final double BALANCER_TARGET = 3;

  private static final double IDLE_TARGET_MEBIBYTES = 160;
  private static final double BUSY_TARGET_MEBIBYTES = 384;
  private static final String IN_SERVICE = "InService";
  private static final int CONNECTIONS = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_MOVES = Duration.ofSeconds(1);
  private static final Duration UNTIL_ALL_HOLD = Duration.ofSeconds(60);
  private static final Duration UNTIL_REPLACED = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** Longer than all drains together take. */
  private static final Duration WHILE_DRAINING = Duration.ofHours(1);

  /** A player's allowance is 100 requests per second; no player here needs a tenth of that. */
  private static final int CALLERS = 1000;

  /**
   * The share of the rate at which drains are measured: they are about what is lost, not about
   * speed.
   */
  private static final int DRAIN_SHARE = 5;

  private static final int DRAINED_PLAYERS = 40;

  private final Settings settings;

  /**
   * How much is measured.
   *
   * @param starts with the ahead-of-time cache, and as many without
   * @param sessions held while memory is measured
   * @param drains servers that leave the stage, one after the other
   * @param settle how long a server is left alone before its memory is measured
   */
  public record Settings(Load load, int starts, int sessions, int drains, Duration settle) {}

  /** Prepares a run. */
  public FleetBench(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Report measure(Workbench workbench) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gamekeeper-bench-");
    try (ServerSurroundings surroundings = ServerSurroundings.open()) {
      Release release = Release.unpack(GameServerContract.release(workbench.project()), folder);
      workbench.progress("building the ahead-of-time cache");
      release.prepare(surroundings);
      workbench.progress("a constant answer: warming up, then measuring");
      Interval least = least(surroundings);
      Targets targets = new Targets(least);
      workbench.progress("starting a server, with the cache and without");
      Table starts = starts(release, surroundings, folder, targets);
      workbench.progress("one server: warming up, then measuring");
      Interval server = server(release, surroundings);
      workbench.progress("its memory: idle, then with " + settings.sessions() + " sessions");
      Table memory = memory(release, surroundings, targets);
      Table latencies = latencies(least, server, targets);
      Table ratios = ratios(least, server);
      Table drains = onStage(workbench, server, latencies, ratios, targets);
      return new Report(heading(), List.of(starts, latencies, ratios, memory, drains), targets);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private String heading() {
    return settings.load().described("calls/s of GET " + GameServerContract.ROOMS_PATH)
        + "; latency from the intended send time; generator and server share the processors";
  }

  private Table starts(
      Release release, ServerSurroundings surroundings, Path folder, Targets targets)
      throws IOException, InterruptedException {
    List<Double> with = new ArrayList<>();
    List<Double> floor = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    // By turns, so that whatever else the machine does meets all.
    for (int i = 0; i < settings.starts(); i++) {
      List<String> command;
      try (ServerProcess server = release.start(true, surroundings, 1)) {
        with.add(millis(server.startToReady()));
        command = server.command();
      }
      floor.add(
          millis(
              EmptyProgram.start(
                  command, folder.resolve("empty"), release.log(), ServerProcess.START_LIMIT)));
      try (ServerProcess server = release.start(false, surroundings, 1)) {
        without.add(millis(server.startToReady()));
      }
    }
    double fast = median(with);
    double least = median(floor);
    double slow = median(without);
    Table table = new Table("start to ready, ms", "median", "worst", "starts", "");
    row(table, "with the ahead-of-time cache", with, startMark(fast, least, targets));
    row(table, "floor: an empty main, same cache and options", floor, "");
    table.row("distance to the floor", number(fast - least), "", "", "");
    row(table, "without the cache", without, "");
    table.row("ratio", number(fast / slow), number(worst(with) / worst(without)), "", "");
    return table;
  }

  private static void row(Table table, String name, List<Double> starts, String mark) {
    table.row(
        name, number(median(starts)), number(worst(starts)), Integer.toString(starts.size()), mark);
  }

  private static String startMark(double fast, double floor, Targets targets) {
    String mark = targets.millisAtMost(fast, START_TARGET_MILLIS);
    return fast <= START_TARGET_MILLIS
        ? mark
        : "%s, above the goal by %s; floor %s"
            .formatted(mark, number(fast - START_TARGET_MILLIS), number(floor));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private static double worst(List<Double> figures) {
    return figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private Interval least(ServerSurroundings surroundings) throws IOException, InterruptedException {
    try (StageProcess process = StageProcess.startConstantServer()) {
      return load(process.address(), surroundings::token);
    }
  }

  private Interval server(Release release, ServerSurroundings surroundings)
      throws IOException, InterruptedException {
    try (ServerProcess server = release.start(true, surroundings, 1)) {
      return load(server.address(), surroundings::token);
    }
  }

  private Interval load(InetSocketAddress address, UnaryOperator<String> tokens)
      throws InterruptedException {
    return load(address, tokens, 1);
  }

  /** Puts load on servers. Each gets as many warm-up calls as a single one would get. */
  private Interval load(InetSocketAddress address, UnaryOperator<String> tokens, int servers)
      throws InterruptedException {
    Measurements measurements = new Measurements();
    OpenLoop loop = new OpenLoop(address, settings.load().rate(), CONNECTIONS, TIMEOUT);
    OpenLoop.Traffic traffic = traffic(callers(tokens), measurements);
    loop.run(settings.load().warmUp().multipliedBy(servers), 1, traffic);
    measurements.take();
    loop.run(settings.load().duration(), 2, traffic);
    return measurements.take();
  }

  private static List<String> callers(UnaryOperator<String> tokens) {
    return IntStream.range(0, CALLERS).mapToObj(i -> tokens.apply("caller-" + i)).toList();
  }

  private static OpenLoop.Traffic traffic(List<String> callers, Measurements measurements) {
    return random ->
        new OpenLoop.Planned(
            HttpCall.get(
                GameServerContract.ROOMS_PATH, callers.get(random.nextInt(callers.size()))),
            measurements);
  }

  private static Table latencies(Interval least, Interval server, Targets targets) {
    Table table = Table.ofLatencies("calls over HTTP, ms");
    table.latencies("a constant answer, same library", least, "");
    table.latencies("one server, directly", server, targets.p99(server, LATENCY_TARGET_MILLIS));
    return table;
  }

  private static Table ratios(Interval least, Interval server) {
    Table table = new Table("ratios", "p50", "p99", "");
    ratio(table, "one server to the constant answer", server, least, "");
    return table;
  }

  private static void ratio(
      Table table, String name, Interval calls, Interval baseline, String mark) {
    table.row(
        name,
        number(calls.millisAt(50) / baseline.millisAt(50)),
        number(calls.millisAt(99) / baseline.millisAt(99)),
        mark);
  }

  /**
   * Measures through the load balancer: the same calls, then what they lose while servers leave.
   */
  private Table onStage(
      Workbench workbench, Interval direct, Table latencies, Table ratios, Targets targets)
      throws IOException, InterruptedException {
    try (StageProcess process = StageProcess.start(List.of("--port", "0"))) {
      Workbench.RunningStage stage = workbench.stage(process);
      workbench.progress("through the load balancer: warming up, then measuring");
      int servers = Math.max(1, (int) inService(stage.servers()));
      Interval front = load(stage.game().named(), stage::token, servers);
      latencies.latencies(
          "through the stage's load balancer", front, targets.p99(front, LATENCY_TARGET_MILLIS));
      ratio(
          ratios,
          "through the load balancer to directly",
          front,
          direct,
          targets.atMost(front.millisAt(99) / direct.millisAt(99), BALANCER_TARGET));
      workbench.progress(settings.drains() + " drains under load");
      return drains(stage, targets);
    }
  }

  private Table drains(Workbench.RunningStage stage, Targets targets)
      throws IOException, InterruptedException {
    List<String> callers = callers(stage::token);
    Measurements measurements = new Measurements();
    int rate = Math.max(1, settings.load().rate() / DRAIN_SHARE);
    OpenLoop.Running load =
        new OpenLoop(stage.game().named(), rate, CONNECTIONS, TIMEOUT)
            .start(WHILE_DRAINING, 4, traffic(callers, measurements));
    double longest = 0;
    Sessions.Summary summary;
    try (Sessions sessions =
        Sessions.start(
            new Sessions.Settings(stage.game(), stage::token, DRAINED_PLAYERS, BETWEEN_MOVES, 5))) {
      awaitHeld(sessions, DRAINED_PLAYERS);
      for (int drain = 0; drain < settings.drains(); drain++) {
        longest = Math.max(longest, replaceOne(stage).toMillis() / 1000.0);
      }
      awaitHeld(sessions, DRAINED_PLAYERS);
      summary = sessions.summary();
    } finally {
      load.stop();
      load.await();
    }
    Interval calls = measurements.take();
    Table table = new Table(settings.drains() + " drains under " + rate + " calls/s", "", "");
    table.row("calls", Long.toString(calls.calls()), "");
    table.row("lost", Long.toString(calls.errors()), targets.atMost((double) calls.errors(), 0));
    table.row("slowest call, ms", number(calls.maximumMillis()), "");
    table.row("longest from order to replaced, s", number(longest), "");
    table.row("players that a server sent on", Long.toString(summary.drains()), "");
    table.row("sessions opened again", Long.toString(summary.reconnects()), "");
    table.row("longest without a session, s", number(summary.longestGap().toMillis() / 1e3), "");
    return table;
  }

  /** Ends the server that has served longest; returns when it is gone and another serves. */
  private static Duration replaceOne(Workbench.RunningStage stage)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Map<String, String> before = stage.servers();
    String leaving =
        before.keySet().stream()
            .filter(server -> IN_SERVICE.equals(before.get(server)))
            .findFirst()
            .orElseThrow(() -> new IOException("no server is in service: " + before));
    stage.terminate(leaving);
    Map<String, String> now = before;
    while (now.containsKey(leaving) || inService(now) < inService(before)) {
      if (System.nanoTime() - start > UNTIL_REPLACED.toNanos()) {
        throw new IOException("nothing took the place of " + leaving + ": " + now);
      }
      Thread.sleep(BETWEEN_LOOKS);
      now = stage.servers();
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static long inService(Map<String, String> servers) {
    return servers.values().stream().filter(IN_SERVICE::equals).count();
  }

  private Table memory(Release release, ServerSurroundings surroundings, Targets targets)
      throws IOException, InterruptedException {
    double idle;
    double busy;
    try (ServerProcess server = release.start(true, surroundings, settings.sessions())) {
      Thread.sleep(settings.settle());
      idle = server.residentMebibytes();
      try (Sessions sessions =
          Sessions.start(
              new Sessions.Settings(
                  new GameAddress("localhost", server.address()),
                  surroundings::token,
                  settings.sessions(),
                  BETWEEN_MOVES,
                  3))) {
        awaitHeld(sessions, settings.sessions());
        Thread.sleep(settings.settle());
        busy = server.residentMebibytes();
        Sessions.Summary summary = sessions.summary();
        if (summary.held() < settings.sessions() || summary.reconnects() > 0) {
          throw new IOException("sessions did not last: " + summary);
        }
      }
    }
    Table table = new Table("resident memory of a server, MiB", "", "");
    table.row("idle", number(idle), targets.atMost(idle, IDLE_TARGET_MEBIBYTES));
    table.row(
        "with " + settings.sessions() + " sessions",
        number(busy),
        targets.atMost(busy, BUSY_TARGET_MEBIBYTES));
    table.row("a session, KiB", number((busy - idle) * 1024 / settings.sessions()), "");
    return table;
  }

  private static void awaitHeld(Sessions sessions, int players)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + UNTIL_ALL_HOLD.toNanos();
    while (sessions.summary().held() < players) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("not everybody got a session: " + sessions.summary());
      }
      Thread.sleep(Duration.ofMillis(100));
    }
  }
}
