package io.gamekeeper.cli;

import io.gamekeeper.bench.LeaderboardBench;
import io.gamekeeper.bench.PurchaseBench;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measurements; it does nothing by itself. */
@Command(name = "bench", description = "Measure the product against its speed targets.")
final class BenchCommand {

  /** Measures the leaderboards. */
  @Command(
      name = "leaderboard",
      description = "Measure the leaderboards: latencies, own time, the handler's cost, scale.")
  static final class Leaderboard implements Callable<Integer> {
    private static final int PLAYERS = 1000;

    private final Console console;

    @Option(
        names = "--rate",
        defaultValue = "1000",
        description = "Calls per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        defaultValue = "30",
        description = "Before measuring (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "60", description = "Default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
        names = "--entries",
        defaultValue = "1000000",
        description = "Of the large board (default ${DEFAULT-VALUE}).")
    private int entries;

    @Option(
        names = "--quick",
        description = "A short run that shows whether everything works; its numbers mean little.")
    private boolean quick;

    Leaderboard(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
      LeaderboardBench.Settings settings =
          quick
              ? new LeaderboardBench.Settings(
                  100, Duration.ofSeconds(1), Duration.ofSeconds(2), 20, 20_000)
              : new LeaderboardBench.Settings(
                  rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), PLAYERS, entries);
      Project project = Project.current();
      try {
        boolean met =
            new LeaderboardBench(
                    project.root(),
                    settings,
                    port -> StageClient.find(project, port),
                    console.out(),
                    console.err())
                .run();
        return met || quick ? 0 : 1;
      } catch (IOException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Measures purchases. */
  @Command(
      name = "purchase",
      description = "Measure wallet purchases: latencies, statements, the way against bare SQL.")
  static final class Purchase implements Callable<Integer> {
    private static final int PLAYERS = 100;
    private static final int ALONE = 1000;

    private final Console console;

    @Option(
        names = "--rate",
        defaultValue = "200",
        description = "Purchases per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        defaultValue = "20",
        description = "Before measuring (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "60", description = "Default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
        names = "--quick",
        description = "A short run that shows whether everything works; its numbers mean little.")
    private boolean quick;

    Purchase(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
      PurchaseBench.Settings settings =
          quick
              ? new PurchaseBench.Settings(20, Duration.ofSeconds(1), Duration.ofSeconds(2), 5, 20)
              : new PurchaseBench.Settings(
                  rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), PLAYERS, ALONE);
      Project project = Project.current();
      try {
        boolean met =
            new PurchaseBench(
                    project.root(),
                    settings,
                    port -> StageClient.find(project, port),
                    console.out(),
                    console.err())
                .run();
        return met || quick ? 0 : 1;
      } catch (IOException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
