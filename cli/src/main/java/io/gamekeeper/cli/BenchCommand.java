package io.gamekeeper.cli;

import io.gamekeeper.bench.Bench;
import io.gamekeeper.bench.CommandBench;
import io.gamekeeper.bench.EventsBench;
import io.gamekeeper.bench.FleetBench;
import io.gamekeeper.bench.LeaderboardBench;
import io.gamekeeper.bench.Load;
import io.gamekeeper.bench.MonitoringBench;
import io.gamekeeper.bench.PurchaseBench;
import io.gamekeeper.bench.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measurements; it does nothing by itself. */
@Command(
    name = "bench",
    description = "Measure the product against its speed targets.",
    subcommands = {
      BenchCommand.Leaderboard.class,
      BenchCommand.Purchase.class,
      BenchCommand.Events.class,
      BenchCommand.Fleet.class,
      BenchCommand.Monitoring.class,
      BenchCommand.OperatorsCommand.class
    })
final class BenchCommand {

  /** Measures one thing. */
  abstract static class Measurement implements Callable<Integer> {
    private final Console console;

    @Option(
        names = "--quick",
        description = "A short run that shows whether everything works; its numbers mean little.")
    private boolean quick;

    Measurement(Console console) {
      this.console = console;
    }

    abstract Bench quick();

    abstract Bench thorough();

    @Override
    public Integer call() throws InterruptedException {
      Project project = Project.current();
      try {
        boolean met =
            new Workbench(
                    project.root(),
                    port -> StageClient.find(project, port),
                    console.out(),
                    console.err())
                .run(quick ? quick() : thorough());
        return met || quick ? 0 : 1;
      } catch (IOException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Measures one thing under a load that can be chosen; by default, the load of its target. */
  abstract static class LoadMeasurement extends Measurement {
    @Option(
        names = "--rate",
        converter = WholeNumber.FromOne.class,
        description = "Calls per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        description = "Before measuring (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
        names = "--seconds",
        converter = WholeNumber.FromOne.class,
        description = "Default ${DEFAULT-VALUE}.")
    private int seconds = 60;

    LoadMeasurement(Console console, int rate, int warmUp) {
      super(console);
      this.rate = rate;
      this.warmUp = warmUp;
    }

    abstract Bench thorough(Load load);

    @Override
    final Bench thorough() {
      return thorough(new Load(rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds)));
    }

    /** Returns a short load, just long enough that something is measured. */
    static Load quickly(int rate) {
      return new Load(rate, Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
  }

  /** Measures the leaderboards. */
  @Command(
      name = "leaderboard",
      description = "Measure the leaderboards: latencies, headroom, a call's cost by parts, scale.")
  static final class Leaderboard extends LoadMeasurement {
    private static final int PLAYERS = 1000;
    private static final int MOST_RATE = 16_000;
    private static final Duration STEP = Duration.ofSeconds(4);

    @Option(
        names = "--entries",
        converter = WholeNumber.FromOne.class,
        description = "Entries of the large board (default ${DEFAULT-VALUE}).")
    private int entries = 1_000_000;

    Leaderboard(Console console) {
      super(console, 1000, 30);
    }

    @Override
    Bench quick() {
      return new LeaderboardBench(
          new LeaderboardBench.Settings(quickly(100), 20, 20_000, 200, Duration.ofMillis(500)));
    }

    @Override
    Bench thorough(Load load) {
      return new LeaderboardBench(
          new LeaderboardBench.Settings(load, PLAYERS, entries, MOST_RATE, STEP));
    }
  }

  /** Measures purchases. */
  @Command(
      name = "purchase",
      description = "Measure wallet purchases: latencies, statements, the way against bare SQL.")
  static final class Purchase extends LoadMeasurement {
    private static final int PLAYERS = 100;
    private static final int ALONE = 1000;

    Purchase(Console console) {
      super(console, 200, 20);
    }

    @Override
    Bench quick() {
      return new PurchaseBench(new PurchaseBench.Settings(quickly(20), 5, 20));
    }

    @Override
    Bench thorough(Load load) {
      return new PurchaseBench(new PurchaseBench.Settings(load, PLAYERS, ALONE));
    }
  }

  /** Measures players' events. */
  @Command(
      name = "events",
      description =
          "Measure players' events: requests of ten, until every listener has them, against a bare"
              + " queue and table.")
  static final class Events extends LoadMeasurement {
    private static final int PLAYERS = 500;
    private static final int ALONE = 20_000;

    /**
     * The first minute's tick and the first delivery to the lake, with code that is new, are over.
     */
    private static final int WARM_UP_SECONDS = 75;

    Events(Console console) {
      super(console, 200, WARM_UP_SECONDS);
    }

    @Override
    Bench quick() {
      return new EventsBench(new EventsBench.Settings(quickly(10), 5, 200));
    }

    @Override
    Bench thorough(Load load) {
      return new EventsBench(new EventsBench.Settings(load, PLAYERS, ALONE));
    }
  }

  /** Measures game servers. */
  @Command(
      name = "fleet",
      description = "Measure game servers: start, latencies, memory, what a drain loses.")
  static final class Fleet extends LoadMeasurement {
    private static final int STARTS = 10;
    private static final int SESSIONS = 1000;
    private static final int DRAINS = 10;

    Fleet(Console console) {
      super(console, 1000, 20);
    }

    @Override
    Bench quick() {
      return new FleetBench(new FleetBench.Settings(quickly(100), 1, 20, 1, Duration.ofSeconds(1)));
    }

    @Override
    Bench thorough(Load load) {
      return new FleetBench(
          new FleetBench.Settings(load, STARTS, SESSIONS, DRAINS, Duration.ofSeconds(10)));
    }
  }

  /** Measures the stage's CloudWatch. */
  @Command(
      name = "monitoring",
      description = "Measure the stage's CloudWatch: evaluating alarms, reading a dashboard.")
  static final class Monitoring extends Measurement {
    private static final int ALARMS = 200;
    private static final int LINES = 60;

    @Option(
        names = "--rounds",
        converter = WholeNumber.FromOne.class,
        description = "How often each is measured (default ${DEFAULT-VALUE}).")
    private int rounds = 100;

    Monitoring(Console console) {
      super(console);
    }

    @Override
    Bench quick() {
      return bench(2);
    }

    @Override
    Bench thorough() {
      return bench(rounds);
    }

    private static Bench bench(int rounds) {
      return new MonitoringBench(new MonitoringBench.Settings(ALARMS, LINES, rounds));
    }
  }

  /** Measures operators' commands. */
  @Command(
      name = "command",
      description = "Measure an operator's command as a whole process, and the JVM's share of it.")
  static final class OperatorsCommand extends Measurement {
    @Option(
        names = "--rounds",
        converter = WholeNumber.FromOne.class,
        description = "How often each is measured (default ${DEFAULT-VALUE}).")
    private int rounds = 10;

    OperatorsCommand(Console console) {
      super(console);
    }

    @Override
    Bench quick() {
      return new CommandBench(1);
    }

    @Override
    Bench thorough() {
      return new CommandBench(rounds);
    }
  }
}
