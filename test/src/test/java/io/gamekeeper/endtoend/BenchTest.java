package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.testing.Proofs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./gamekeeper bench … --quick}: that it measures everything without errors. How fast
 * anything is says nothing on a machine that builds.
 */
@Tag(Proofs.WHOLE_ONLY)
final class BenchTest {
  /** Of a run that hangs: a busy machine needs minutes for one that does not. */
  private static final int HANGS_AFTER_SECONDS = 600;

  private static final Path ROOT = Path.of(System.getProperty("gamekeeper.root"));
  private static final List<String> LOADS =
      List.of(
          "reads, log in memory",
          "submits, log in memory",
          "reads, log on disk",
          "submits, log on disk");

  /** The columns of a load's row after its name: five latencies, calls, errors. */
  private static final int CALLS = 5;

  private static final int ERRORS = 6;

  @TempDir private Path temporary;

  @Test
  void theLeaderboardsFillEveryTableWithoutErrors() throws Exception {
    List<String> table = quickRun("leaderboard");

    assertThat(table.getFirst()).contains("revision ", "processors", "load average");
    for (String load : LOADS) {
      assertCallsWithoutErrors(table, load);
    }
    row(table, "RouteReadLeaderboard");
    row(table, "RouteSubmitScore");
    row(table, "constant answer at a low rate");
    row(table, "reads to constant answer");
    row(table, "submits to constant answer");
    assertThat(table).anyMatch(line -> line.startsWith("processor time of a call"));
    row(table, "bare script");
    row(table, "through the handler");
    row(table, "10000 entries");
    row(table, "20000 entries");
  }

  @Test
  void purchasesFillEveryTableWithoutErrors() throws Exception {
    List<String> table = quickRun("purchase");

    assertCallsWithoutErrors(table, "over HTTP, under load");
    assertCallsWithoutErrors(table, "over HTTP, one connection");
    assertCallsWithoutErrors(table, "SQL by hand, one connection");
    row(table, "ratio");
    assertThat(Integer.parseInt(row(table, "round trips")[0])).isPositive();
    row(table, "RoutePurchase");
    assertThat(table).element(table.size() - 3).asString().endsWith("0  ok ≤ 0.00");
  }

  @Test
  void noEventIsMissing() throws Exception {
    List<String> table = quickRun("events");

    assertCallsWithoutErrors(table, "POST /v1/logs");
    row(table, "bare queue, 1/s");
    row(table, "bare table, one writer, 1/s");
    assertThat(row(table, "missing")[0]).isEqualTo("0");
  }

  private static void assertCallsWithoutErrors(List<String> table, String load) {
    String[] columns = row(table, load);
    assertThat(Integer.parseInt(columns[CALLS])).as(load).isPositive();
    assertThat(columns[ERRORS]).as(load + ", errors").isEqualTo("0");
  }

  private static String[] row(List<String> table, String name) {
    List<String> found = table.stream().filter(line -> line.startsWith(name)).toList();
    assertThat(found).as(String.join("\n", table)).hasSize(1);
    return found.getFirst().substring(name.length()).strip().split(" +");
  }

  private List<String> quickRun(String bench) throws IOException, InterruptedException {
    File out = temporary.resolve("out").toFile();
    File err = temporary.resolve("err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(ROOT.resolve("gamekeeper").toString(), "bench", bench, "--quick")
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().put("GAMEKEEPER_BUILD", "never");
    Process process = builder.start();
    boolean ended = process.waitFor(HANGS_AFTER_SECONDS, TimeUnit.SECONDS);
    process.destroy();
    assertThat(ended).as("ended in time").isTrue();
    assertThat(process.exitValue()).as(Files.readString(err.toPath())).isZero();
    return Files.readAllLines(out.toPath());
  }
}
