package io.gamekeeper.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GuardedProcessTest {
  /** Between signals: a watchdog that is slower than they come would end only after all of them. */
  private static final long PAUSE_NANOS = 100_000;

  /** Starts a process of its own, says both ids, and waits. */
  private static final List<String> FAMILY =
      List.of("/bin/sh", "-c", "sleep 600 & echo \"$! $$\"; wait");

  @TempDir Path folder;

  /** A JVM of its own that runs a command until it is killed. */
  static final class Host {
    private Host() {}

    public static void main(String[] arguments) throws IOException {
      GuardedProcess.start(
          "family", FAMILY, Map.of("PATH", "/usr/bin:/bin"), Path.of("."), System.out::println);
      System.in.read();
    }
  }

  @Test
  void signalsAndTheEndReachAllProcessesOfACommand() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    GuardedProcess command =
        GuardedProcess.start("family", FAMILY, Map.of("PATH", "/usr/bin:/bin"), folder, lines::add);
    String[] pids = lines.take().split(" ", -1);
    assertThat(command.pid()).isEqualTo(Long.parseLong(pids[1]));

    command.signal("TERM");

    assertThat(command.exit().get()).isEqualTo(143);
    assertGone(pids);
  }

  @Test
  void aCommandThatIsStoppedIsNoDeadOneAndGoesOnLater() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    GuardedProcess command =
        GuardedProcess.start(
            "counter",
            List.of("/bin/sh", "-c", "while :; do echo \"$$\"; sleep 0.05; done"),
            Map.of("PATH", "/usr/bin:/bin"),
            folder,
            lines::add);
    String pid = lines.take();

    command.signal("STOP");

    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(10))
        .until(() -> command.isAlive() && isAlive(pid));

    lines.clear();
    command.signal("CONT");

    assertThat(lines.take()).isEqualTo(pid);

    command.signal("STOP");
    command.kill();

    assertThat(command.exit().get()).isNotZero();
    assertGone(pid);
  }

  @Test
  void aStopLetsACommandSayItsLastWordsInTheLogThatItAppendsTo() throws Exception {
    Path log = Files.writeString(folder.resolve("log"), "before\n");
    GuardedProcess command =
        GuardedProcess.start(
            "server",
            List.of(
                "/bin/sh",
                "-c",
                "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"),
            log);
    await().until(() -> Files.readString(log).endsWith("up\n"));
    String pid = Long.toString(command.pid());
    assertThat(isAlive(pid)).isTrue();

    command.stop();

    assertThat(isAlive(pid)).isFalse();
    assertThat(command.exit().get()).isZero();
    assertThat(Files.readAllLines(log)).startsWith("before", "up").contains("bye");
  }

  @Test
  void aCommandDiesWithTheJvmThatStartedItEvenIfThatIsKilled() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Host.class.getName())
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] pids;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      pids = output.readLine().split(" ", -1);
      assertThat(isAlive(pids[0])).isTrue();
    } finally {
      jvm.destroyForcibly();
    }

    assertGone(pids);
  }

  private static void assertGone(String... pids) {
    // The kernel closes the pipe some time after the kill; the watchdog then needs a moment.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(List.of(pids)).noneMatch(GuardedProcessTest::isAlive));
  }

  private static boolean isAlive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void aSignalThatComesAsItEndsIsNoFault() throws Exception {
    for (int i = 0; i < 100; i++) {
      GuardedProcess process =
          GuardedProcess.start("brief", List.of("/bin/true"), Map.of(), folder, _ -> {});
      while (!process.exit().isDone()) {
        process.signal("CONT");
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      assertThat(process.exit().get()).isZero();
    }
  }
}
