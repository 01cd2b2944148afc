package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.bench.LoadBench.Player;
import io.gamekeeper.load.HttpAnswer;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.KeepAliveConnection;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.OpenLoop;
import io.gamekeeper.load.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Purchases against their target: latencies of wallet purchases under a steady load, what one costs
 * in statements and round trips, and the whole way against its SQL sent by hand. The ledger is
 * checked in the end: speed that loses money is none.
 */
public final class PurchaseBench {
  private static final double LATENCY_TARGET_MILLIS = 25;
  private static final int CONNECTIONS = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String PURCHASES = "/v1/purchases";

  /** Ten of them are 12,000 gems, enough for 2,400 potions. */
  private static final String GEMS = "gems-1200";

  private static final int PACKS = 10;
  private static final String POTION = "{\"sku\":\"potion\",\"store\":\"wallet\"}";

  private final Path project;
  private final Settings settings;
  private final Stages stages;
  private final PrintWriter out;
  private final PrintWriter progress;
  private final Targets targets = new Targets();

  /**
   * How much is measured.
   *
   * @param rate purchases per second
   * @param players who buy
   * @param alone purchases of the measurements with one connection
   */
  public record Settings(int rate, Duration warmUp, Duration duration, int players, int alone) {}

  /** A stage's admin side, as far as the bench needs it. */
  public interface RunningStage {
    String token(String player);

    /** A receipt of one of the stage's fake stores. */
    String receipt(String store, String sku, int quantity, String player);

    /** What the ledger check finds wrong. */
    long ledgerViolations();

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
   * @param out takes the tables
   * @param progress takes what is being done
   */
  public PurchaseBench(
      Path project, Settings settings, Stages stages, PrintWriter out, PrintWriter progress) {
    this.project = project;
    this.settings = settings;
    this.stages = stages;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Runs everything and prints the tables.
   *
   * @return whether every target was met
   * @throws IOException if the stage did not start or a purchase failed
   */
  public boolean run() throws IOException, InterruptedException {
    Circumstances circumstances = Circumstances.now(project);
    Interval load;
    Interval alone;
    Map<String, Duration> ownTimes;
    long violations;
    try (StageProcess process = StageProcess.start(List.of("--port", "0"))) {
      RunningStage stage = stages.on(process.address().getPort());
      progress("filling the wallets of " + settings.players() + " players");
      List<Player> players =
          IntStream.range(0, settings.players())
              .mapToObj(i -> "buyer-" + i)
              .map(id -> new Player(id, stage.token(id)))
              .toList();
      fill(process.address(), stage, players);
      progress("warming up, then measuring");
      Measurements measurements = new Measurements();
      OpenLoop loop = new OpenLoop(process.address(), settings.rate(), CONNECTIONS, TIMEOUT);
      loop.run(settings.warmUp(), 1, random -> plan(players, random, measurements));
      measurements.take();
      stage.resetRouteTimes();
      loop.run(settings.duration(), 2, random -> plan(players, random, measurements));
      load = measurements.take();
      ownTimes = stage.ownTimeP99();
      progress("one connection through the stage, then its SQL by hand");
      alone = alone(process.address(), players.getFirst());
      violations = stage.ledgerViolations();
    }
    PurchaseSqlBench.Result byHand = byHand();
    out.println(circumstances);
    print(load, ownTimes, alone, byHand, violations);
    return targets.met();
  }

  private void fill(InetSocketAddress address, RunningStage stage, List<Player> players)
      throws IOException {
    try (KeepAliveConnection connection = new KeepAliveConnection(address, TIMEOUT)) {
      for (Player player : players) {
        String body =
            "{\"sku\":\"%s\",\"store\":\"apple\",\"quantity\":%d,\"receipt\":\"%s\"}"
                .formatted(GEMS, PACKS, stage.receipt("apple", GEMS, PACKS, player.id()));
        buy(connection, HttpCall.post(PURCHASES, player.token(), "gems", body));
      }
    }
  }

  private static void buy(KeepAliveConnection connection, HttpCall purchase) throws IOException {
    HttpAnswer answer = connection.exchange(purchase);
    if (answer.status() != 201) {
      throw new IOException("a purchase failed: " + answer.status() + " " + answer.body());
    }
  }

  private static OpenLoop.Planned plan(
      List<Player> players, SplittableRandom random, Measurements measurements) {
    Player player = players.get(random.nextInt(players.size()));
    String key = new UUID(random.nextLong(), random.nextLong()).toString();
    return new OpenLoop.Planned(
        HttpCall.post(PURCHASES, player.token(), key, POTION), measurements);
  }

  private Interval alone(InetSocketAddress address, Player player) throws IOException {
    Measurements measurements = new Measurements();
    try (KeepAliveConnection connection = new KeepAliveConnection(address, TIMEOUT)) {
      for (int i = 0; i < settings.alone(); i++) {
        long start = System.nanoTime();
        buy(connection, HttpCall.post(PURCHASES, player.token(), "alone-" + i, POTION));
        measurements.record(System.nanoTime() - start, Outcome.SUCCEEDED);
      }
    }
    return measurements.take();
  }

  private PurchaseSqlBench.Result byHand() throws IOException {
    try {
      return PurchaseSqlBench.run(settings.alone());
    } catch (SQLException e) {
      throw new IOException("the SQL by hand failed: " + e.getMessage(), e);
    }
  }

  private void print(
      Interval load,
      Map<String, Duration> ownTimes,
      Interval alone,
      PurchaseSqlBench.Result byHand,
      long violations) {
    out.printf(
        "%d wallet purchases/s for %d s after %d s of warm-up, %d players; latency from the intended"
            + " send time; generator, stage and database share the processors%n%n",
        settings.rate(),
        settings.duration().toSeconds(),
        settings.warmUp().toSeconds(),
        settings.players());
    Table table = Table.ofLatencies("purchases, ms");
    table.latencies("over HTTP, under load", load, targets.p99(load, LATENCY_TARGET_MILLIS));
    table.latencies("over HTTP, one connection", alone, "");
    table.latencies("SQL by hand, one connection", byHand.latencies(), "");
    table.lines().forEach(out::println);

    Table ratio = new Table("one connection", "median, ms", "");
    ratio.row("SQL by hand", number(byHand.latencies().millisAt(50)), "");
    ratio.row("over HTTP", number(alone.millisAt(50)), "");
    ratio.row("ratio", number(alone.millisAt(50) / byHand.latencies().millisAt(50)), "");
    out.println();
    ratio.lines().forEach(out::println);

    Table cost = new Table("one wallet purchase", "", "");
    cost.row("statements", Long.toString(byHand.statements()), "");
    cost.row("round trips", Integer.toString(byHand.roundTrips()), "");
    cost.row("questions that the server counted", number(byHand.questions()), "");
    ownTimes.forEach(
        (route, p99) -> cost.row(route + ", own time p99, ms", number(p99.toNanos() / 1e6), ""));
    out.println();
    cost.lines().forEach(out::println);

    Table check = new Table("ledger check afterwards", "violations", "");
    check.row("", Long.toString(violations), targets.atMost((double) violations, 0));
    out.println();
    check.lines().forEach(out::println);
    out.println();
    out.println(targets.summary());
  }

  private void progress(String message) {
    progress.println("gamekeeper: " + message);
  }
}
