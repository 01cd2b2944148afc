package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./gamekeeper} as a process: what it prints, how it ends, what it leaves behind. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UpTest {
  private static final Path ROOT = Path.of(System.getProperty("gamekeeper.root"));

  /** What shells report of a command that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  @TempDir private Path temporary;
  @TempDir private Path data;
  private final List<Process> started = new ArrayList<>();

  /** A test that fails half-way leaves no stage behind either. */
  @AfterEach
  void stopWhatStillRuns() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      process.waitFor(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void runsUntilInterruptedAndLeavesNothingBehind() throws Exception {
    Started stage = up("--port", "0", "--players", "5");
    List<ProcessHandle> children = stage.process().descendants().toList();
    assertThat(children).as("the engines' processes").isNotEmpty();
    assertThat(list(temporary)).as("the engines' folder").isNotEmpty();

    String port = Integer.toString(stage.address().getPort());
    Run token = gamekeeper("token", "ann", "--port", port);
    assertThat(token.status()).as(token.err()).isZero();
    assertThat(get(stage.address(), "/v1/leaderboards/arena", token.out().strip())).isEqualTo(200);

    Run status = gamekeeper("status", "--port", port);
    assertThat(status.status()).as(status.err()).isZero();
    assertThat(status.out()).contains("ScoresFunction", "not simulated");

    interrupt(stage.process());
    assertThat(stage.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(stage.process().exitValue()).isEqualTo(INTERRUPTED);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(list(temporary)).isEmpty();
    assertThat(ROOT.resolve(".gamekeeper/stages/" + port + ".json")).doesNotExist();
  }

  @Test
  void anInterruptWhileStartingAlsoLeavesNothingBehind() throws Exception {
    Process process = start("up", "--port", "0");
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      if (line.contains("starting the stage")) {
        interrupt(process);
      }
    }

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(list(temporary)).isEmpty();
  }

  @Test
  void aTakenPortIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = gamekeeper("up", "--port", "" + taken.getLocalPort());

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .contains("" + taken.getLocalPort(), "--port");
    }
  }

  @Test
  void aDataFolderThatCannotBeWrittenIsOneLine() throws Exception {
    Path file = Files.createFile(data.resolve("file"));

    Run run = gamekeeper("up", "--port", "0", "--data", file.resolve("below").toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> !line.contains("starting")))
        .singleElement()
        .asString()
        .contains(file.toString(), "--data");
  }

  @Test
  void dataOutlivesTheStageAndBelongsToOneStageAtATime() throws Exception {
    Started first = up("--port", "0", "--data", data.toString());
    String port = Integer.toString(first.address().getPort());
    String token = gamekeeper("token", "keeper", "--port", port).out().strip();
    assertThat(submit(first.address(), token, 4711)).isEqualTo(200);

    // Nobody else plays here, so that a rebuild has nothing to change.
    Run rebuild = gamekeeper("leaderboard", "rebuild", "arena", "--port", port);
    assertThat(rebuild.status()).as(rebuild.err()).isZero();
    assertThat(hashes(rebuild.out())).as("before and after").hasSize(1);

    Run second = gamekeeper("up", "--port", "0", "--data", data.toString());
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err().lines().toList().getLast()).contains(data.toString());

    interrupt(first.process());
    assertThat(first.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    Started again = up("--port", "0", "--data", data.toString());
    token = gamekeeper("token", "keeper", "--port", "" + again.address().getPort()).out().strip();
    HttpRequest request =
        HttpRequest.newBuilder(again.address().resolve("/v1/leaderboards/arena/players/keeper"))
            .header("Authorization", "Bearer " + token)
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .contains("4711");
    interrupt(again.process());
    assertThat(again.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private record Started(Process process, URI address) {}

  private record Run(int status, String out, String err) {}

  private Started up(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("up"));
    command.addAll(List.of(options));
    Process process = start(command.toArray(String[]::new));
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready ")) {
        return new Started(process, URI.create(line.substring("ready ".length())));
      }
    }
    throw new AssertionError(
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Run gamekeeper(String... arguments) throws Exception {
    Process process = start(arguments);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), out, err);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("gamekeeper").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
    // Maven has just built everything, and is still at it.
    builder.environment().put("GAMEKEEPER_BUILD", "never");
    builder.environment().put("GAMEKEEPER_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
  }

  private static int get(URI address, String path, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", "Bearer " + token)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }

  private static int submit(URI address, String token, long score) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v1/leaderboards/arena/scores"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"score\":" + score + "}"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }

  private static List<String> hashes(String rebuild) {
    return rebuild
        .lines()
        .filter(line -> line.startsWith("before") || line.startsWith("after"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .distinct()
        .toList();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      // The JVM's own performance data is not the stage's.
      return files.filter(file -> !file.toString().contains("hsperfdata")).toList();
    }
  }
}
