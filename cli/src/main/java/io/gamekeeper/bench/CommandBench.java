package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures what an operator waits for: a command against a running stage as a whole process, from
 * the launcher's start to its end; beside it, an empty program in the same JVM.
 */
public final class CommandBench implements Bench {
  private static final double TARGET_MILLIS = 700;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_ATTEMPTS = 30;
  private static final List<String> COMMANDS = List.of("alarm list", "fleet list", "logs list");

  /** The JVM's options that the launcher gives short commands. */
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

  private final int rounds;

  /**
   * Prepares a run.
   *
   * @param rounds how often each is measured
   */
  public CommandBench(int rounds) {
    this.rounds = rounds;
  }

  @Override
  public Report measure(Workbench workbench) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gamekeeper-bench-");
    workbench.progress("starting a stage");
    try (StageProcess stage = StageProcess.start(List.of("--port", "0"))) {
      Launcher launcher =
          new Launcher(workbench.project(), stage.address().getPort(), folder.resolve("log"));
      workbench.progress("waiting for the archive of the commands' classes");
      launcher.awaitArchive();
      return measure(workbench, launcher, folder);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private Report measure(Workbench workbench, Launcher launcher, Path folder)
      throws IOException, InterruptedException {
    Targets targets = new Targets();
    Table table = new Table("whole process, ms", "median", "worst", "runs", "to empty", "");
    for (String command : COMMANDS) {
      workbench.progress(command);
      List<Double> with = new ArrayList<>();
      List<Double> without = new ArrayList<>();
      List<Double> empty = new ArrayList<>();
      // By turns, so that whatever else the machine does meets all.
      for (int i = 0; i < rounds; i++) {
        with.add(millis(launcher.run(command, true)));
        empty.add(millis(empty(folder)));
        without.add(millis(launcher.run(command, false)));
      }
      double floor = median(empty);
      row(table, command, with, floor, targets.millisAtMost(median(with), TARGET_MILLIS));
      row(table, command + ", without the archive", without, floor, "");
      row(table, "an empty program", empty, floor, share(floor, median(with)));
    }
    return new Report(
        rounds + " runs each, one after the other, against a stage without players",
        List.of(table),
        targets);
  }

  private static String share(double floor, double command) {
    return "%d %% of the command is the JVM".formatted(Math.round(100 * floor / command));
  }

  private static Duration empty(Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", folder.toString(), "Main"));
    return EmptyProgram.start(command, folder.resolve("empty"), folder.resolve("log"), LIMIT);
  }

  private static void row(Table table, String name, List<Double> runs, double floor, String mark) {
    double worst = runs.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    table.row(
        name,
        number(median(runs)),
        number(worst),
        Integer.toString(runs.size()),
        number(median(runs) / floor),
        mark);
  }

  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  /** The launcher of a checkout, for commands against the stage on a port. */
  private record Launcher(Path project, int port, Path log) {

    /** Runs a command and returns how long its process lived. */
    Duration run(String command, boolean withArchive) throws IOException, InterruptedException {
      List<String> words = new ArrayList<>();
      words.add(project.resolve("gamekeeper").toString());
      words.addAll(List.of(command.split(" ", -1)));
      words.addAll(List.of("--port", Integer.toString(port)));
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().put("GAMEKEEPER_BUILD", "never");
      builder.environment().put("GAMEKEEPER_ARCHIVE", withArchive ? "" : "never");
      long started = System.nanoTime();
      Process process = builder.start();
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Duration lived = Duration.ofNanos(System.nanoTime() - started);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw new IOException(command + " failed: " + Announcement.lastLine(log));
      }
      return lived;
    }

    /** Runs commands until the archive is there that the first has the launcher write. */
    void awaitArchive() throws IOException, InterruptedException {
      for (int i = 0; i < MOST_ATTEMPTS; i++) {
        run(COMMANDS.getFirst(), true);
        if (isQuiet(project.resolve(".gamekeeper/start"))) {
          return;
        }
      }
      throw new IOException("the launcher wrote no archive into .gamekeeper/start");
    }

    private static boolean isQuiet(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return false;
      }
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> found = files.toList();
        return !found.isEmpty()
            && found.stream().allMatch(file -> file.toString().endsWith(".jsa"));
      }
    }
  }
}
