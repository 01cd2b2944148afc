package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.bench.BoardTraffic.Player;
import io.gamekeeper.bench.Workbench.RunningStage;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.OpenLoop;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The bench of players' events against their target: requests with ten events each under a steady
 * load, how long the last ones take to every listener, and what a bare queue and a bare table do
 * with the same events. None may be missing at the end.
 */
public final class EventsBench implements Bench {
  private static final int EVENTS = 10;
  private static final double LATENCY_TARGET_MILLIS = 15;
  private static final double RATE_TARGET = 2_000;
  private static final double HANDLED_TARGET_SECONDS = 5;
  private static final int CONNECTIONS = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Settings settings;
  private final AtomicLong ids = new AtomicLong();

  /**
   * How much is measured.
   *
   * @param load requests, each with ten events
   * @param players who send them
   * @param alone events that the bare queue and the bare table get
   */
  public record Settings(Load load, int players, int alone) {}

  /** Prepares a run. */
  public EventsBench(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Report measure(Workbench workbench) throws IOException, InterruptedException {
    Measurements constants = new Measurements();
    Measurements measurements = new Measurements();
    Interval constant;
    Interval load;
    double perSecond;
    Duration drained;
    long missing;
    try (StageProcess process = StageProcess.start(List.of("--port", "0"))) {
      RunningStage stage = workbench.stage(process);
      List<Player> players =
          IntStream.range(0, settings.players())
              .mapToObj(i -> "sender-" + i)
              .map(id -> new Player(id, stage.token(id)))
              .toList();
      OpenLoop loop = new OpenLoop(process.address(), settings.load().rate(), CONNECTIONS, TIMEOUT);
      workbench.progress("warming up, then measuring");
      loop.run(settings.load().warmUp(), 1, random -> plan(players, random, measurements));
      Interval warm = measurements.take();
      waitFor(stage, handledOf(warm));
      Instant start = Instant.now();
      loop.run(settings.load().duration(), 2, random -> plan(players, random, measurements));
      Instant sent = Instant.now();
      load = measurements.take();
      long all = handledOf(warm) + handledOf(load);
      missing = waitFor(stage, all);
      Instant handled = Instant.now();
      drained = Duration.between(sent, handled);
      perSecond = handledOf(load) / seconds(Duration.between(start, handled));
      workbench.progress("a constant answer, for comparison");
      loop.run(
          Duration.ofSeconds(2),
          3,
          random ->
              new OpenLoop.Planned(
                  HttpCall.get("/nowhere", players.getFirst().token()), constants));
      constant = constants.take();
    }
    workbench.progress("a bare queue and a bare table");
    BareEvents.Result bare = BareEvents.measure(settings.alone());
    Targets targets = new Targets(constant);
    Table latencies = Table.ofLatencies("requests with ten events, ms");
    latencies.latencies("constant answer", constant, "");
    latencies.latencies("POST /v1/logs", load, targets.p99(load, LATENCY_TARGET_MILLIS));
    Table events = new Table("events", "", "");
    events.row(
        "handled by all listeners, 1/s",
        number(perSecond),
        targets.perSecondAtLeast(
            perSecond, Math.min(RATE_TARGET, 0.95 * EVENTS * settings.load().rate())));
    events.row("bare queue, 1/s", number(bare.queuePerSecond()), "");
    events.row("bare table, one writer, 1/s", number(bare.tablePerSecond()), "");
    events.row("ratio to the bare table", number(perSecond / bare.tablePerSecond()), "");
    events.row(
        "last one handled after, s",
        number(seconds(drained)),
        targets.atMost(seconds(drained), HANDLED_TARGET_SECONDS));
    events.row("missing", Long.toString(missing), targets.atMost((double) missing, 0));
    return new Report(heading(), List.of(latencies, events), targets);
  }

  private String heading() {
    return settings.load().described("requests/s")
        + ", %d events each, %d players; latency from the intended send time;"
            .formatted(EVENTS, settings.players())
        + " generator, stage and lake share the processors";
  }

  private static long handledOf(Interval requests) {
    return (requests.calls() - requests.errors()) * EVENTS;
  }

  /** Waits until so many events were handled; returns how many are missing after a long time. */
  private static long waitFor(RunningStage stage, long events) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST_WAIT);
    long handled = stage.handledEvents();
    while (handled < events && Instant.now().isBefore(end)) {
      Thread.sleep(LOOK_AGAIN);
      handled = stage.handledEvents();
    }
    return Math.max(0, events - handled);
  }

  private OpenLoop.Planned plan(
      List<Player> players, SplittableRandom random, Measurements measurements) {
    Player player = players.get(random.nextInt(players.size()));
    StringBuilder body = new StringBuilder("{\"events\":[");
    String now = Instant.now().toString();
    for (int i = 0; i < EVENTS; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"id\":\"b")
          .append(ids.incrementAndGet())
          .append("\",\"at\":\"")
          .append(now)
          .append("\",")
          .append(data(i, random))
          .append('}');
    }
    return new OpenLoop.Planned(
        new HttpCall("POST", "/v1/logs", player.token(), null, body.append("]}").toString()),
        measurements);
  }

  /** Nine in ten need no order, as a match or an item; one in ten is a level. */
  private static String data(int index, SplittableRandom random) {
    return switch (index) {
      case 0 -> "\"type\":\"level_up\",\"data\":{\"level\":" + (1 + random.nextInt(100)) + "}";
      case 1, 2, 3, 4 ->
          "\"type\":\"item_acquire\",\"data\":{\"item\":\"gem\",\"quantity\":1,\"source\":\"drop\"}";
      default ->
          "\"type\":\"match\",\"data\":{\"match_id\":\"m"
              + random.nextInt(1_000_000)
              + "\",\"result\":\"win\",\"duration_seconds\":300}";
    };
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
