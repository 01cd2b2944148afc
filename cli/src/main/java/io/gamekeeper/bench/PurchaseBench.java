package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.bench.BoardTraffic.Player;
import io.gamekeeper.bench.Workbench.RunningStage;
import io.gamekeeper.load.HttpAnswer;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.KeepAliveConnection;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.OpenLoop;
import io.gamekeeper.load.Outcome;
import io.gamekeeper.local.appstore.Shop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The bench of purchases against their target: latencies of wallet purchases under a steady load,
 * the statements and round trips of one, and the whole way compared with its SQL sent by hand. The
 * ledger is checked at the end, because speed that loses money does not count.
 */
public final class PurchaseBench implements Bench {
  private static final double LATENCY_TARGET_MILLIS = 25;

  /** Of a purchase over HTTP to its SQL sent by hand. */
  private static final double RATIO_TARGET = 2;

  private static final int CONNECTIONS = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String PURCHASES = "/v1/purchases";

  /** Ten of them are 12,000 gems, enough for 2,400 potions. */
  private static final String GEMS = "gems-1200";

  private static final int PACKS = 10;
  private static final String POTION = "{\"sku\":\"potion\",\"store\":\"wallet\"}";

  private final Settings settings;

  /**
   * How much is measured.
   *
   * @param players who buy
   * @param alone purchases of the measurements with one connection
   */
  public record Settings(Load load, int players, int alone) {}

  /** Prepares a run. */
  public PurchaseBench(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Report measure(Workbench workbench) throws IOException, InterruptedException {
    Interval load;
    Interval alone;
    Map<String, Duration> ownTimes;
    long violations;
    try (StageProcess process = StageProcess.start(List.of("--port", "0"))) {
      RunningStage stage = workbench.stage(process);
      workbench.progress("filling the wallets of " + settings.players() + " players");
      List<Player> players =
          IntStream.range(0, settings.players())
              .mapToObj(i -> "buyer-" + i)
              .map(id -> new Player(id, stage.token(id)))
              .toList();
      fill(process.address(), stage, players);
      workbench.progress("warming up, then measuring");
      Measurements measurements = new Measurements();
      OpenLoop loop = new OpenLoop(process.address(), settings.load().rate(), CONNECTIONS, TIMEOUT);
      loop.run(settings.load().warmUp(), 1, random -> plan(players, random, measurements));
      measurements.take();
      stage.resetRouteTimes();
      loop.run(settings.load().duration(), 2, random -> plan(players, random, measurements));
      load = measurements.take();
      ownTimes = stage.ownTimeP99();
      workbench.progress("one connection through the stage, then its SQL by hand");
      alone = alone(process.address(), players.getFirst());
      violations = stage.ledgerViolations();
    }
    PurchaseSqlBench.Result byHand = byHand();
    Targets targets = new Targets();
    return new Report(
        heading(),
        List.of(
            latencies(load, alone, byHand, targets),
            ratio(alone, byHand, targets),
            cost(byHand, ownTimes),
            check(violations, targets)),
        targets);
  }

  private String heading() {
    return settings.load().described("wallet purchases/s")
        + ", %d players; latency from the intended send time;".formatted(settings.players())
        + " generator, stage and database share the processors";
  }

  private void fill(InetSocketAddress address, RunningStage stage, List<Player> players)
      throws IOException {
    try (KeepAliveConnection connection = new KeepAliveConnection(address, TIMEOUT)) {
      for (Player player : players) {
        String body =
            "{\"sku\":\"%s\",\"store\":\"apple\",\"quantity\":%d,\"receipt\":\"%s\"}"
                .formatted(GEMS, PACKS, stage.receipt(Shop.APPLE, GEMS, PACKS, player.id()));
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

  private static Table latencies(
      Interval load, Interval alone, PurchaseSqlBench.Result byHand, Targets targets) {
    Table table = Table.ofLatencies("purchases, ms");
    table.latencies("over HTTP, under load", load, targets.p99(load, LATENCY_TARGET_MILLIS));
    table.latencies("over HTTP, one connection", alone, "");
    table.latencies("SQL by hand, one connection", byHand.latencies(), "");
    return table;
  }

  private static Table ratio(Interval alone, PurchaseSqlBench.Result byHand, Targets targets) {
    double ways = alone.millisAt(50) / byHand.latencies().millisAt(50);
    Table ratio = new Table("one connection", "median, ms", "");
    ratio.row("SQL by hand", number(byHand.latencies().millisAt(50)), "");
    ratio.row("over HTTP", number(alone.millisAt(50)), "");
    ratio.row("ratio", number(ways), targets.atMost(ways, RATIO_TARGET));
    return ratio;
  }

  private static Table cost(PurchaseSqlBench.Result byHand, Map<String, Duration> ownTimes) {
    Table cost = new Table("one wallet purchase", "", "");
    cost.row("statements", Long.toString(byHand.statements()), "");
    cost.row("round trips", Integer.toString(byHand.roundTrips()), "");
    cost.row("questions that the server counted", number(byHand.questions()), "");
    ownTimes.forEach(
        (route, p99) -> cost.row(route + ", own time p99, ms", number(p99.toNanos() / 1e6), ""));
    return cost;
  }

  private static Table check(long violations, Targets targets) {
    Table check = new Table("ledger check afterwards", "violations", "");
    check.row("", Long.toString(violations), targets.atMost((double) violations, 0));
    return check;
  }
}
