package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.observe.LogSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * A command of an instance, with all processes that it starts, as systemd keeps a unit's processes
 * together: signals reach all of them, none survives the first, and all die with this JVM, whatever
 * ends that.
 */
final class GuardedCommand {
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  /**
   * Runs the command as the leader of a process group and waits at standard input, a pipe from this
   * JVM. A line on it names a signal for the group; its end, which the kernel brings about when
   * this JVM dies, means SIGKILL. The shell lives on after Ctrl-C to see to it. It waits without
   * job control, with which a process that was only stopped counts as ended.
   */
  private static final String WATCHDOG =
      """
      trap '' INT
      set -m
      exec 3<&0
      "$@" </dev/null 2>&1 3<&- &
      leader=$!
      exec >/dev/null 2>&1
      ( while read -r signal <&3; do kill -s "$signal" -- -$leader; done
        kill -s KILL -- -$leader ) &
      watchdog=$!
      set +m
      wait $leader
      status=$?
      kill -s KILL -- -$leader
      kill -s KILL -- -$watchdog
      exit $status
      """;

  /** Says its process id, then becomes the command. */
  private static final String LEADER = "echo \"$$\"; exec \"$@\"";

  private final Process shell;
  private final CompletableFuture<Long> pid = new CompletableFuture<>();
  private final CompletableFuture<Integer> exit;

  private GuardedCommand(Process shell, LogSink output) {
    this.shell = shell;
    Thread reader = Thread.ofPlatform().daemon().name("output").start(() -> read(output));
    this.exit =
        shell.onExit().thenApplyAsync(ended -> code(ended, reader), Thread::startVirtualThread);
  }

  /**
   * Starts a command.
   *
   * @param environment all that it sees
   * @param output takes what it prints
   */
  static GuardedCommand start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path folder,
      LogSink output)
      throws IOException {
    List<String> guarded =
        new ArrayList<>(List.of("/bin/bash", "-c", WATCHDOG, name, "/bin/sh", "-c", LEADER, name));
    guarded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(guarded).directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new GuardedCommand(builder.start(), output);
  }

  private void read(LogSink output) {
    try (BufferedReader lines = shell.inputReader(StandardCharsets.UTF_8)) {
      String first = lines.readLine();
      pid.complete(first == null ? shell.pid() : Long.parseLong(first));
      String line = lines.readLine();
      while (line != null) {
        output.line(line);
        line = lines.readLine();
      }
    } catch (IOException e) {
      output.line("the output ended: " + e.getMessage());
    }
  }

  private static int code(Process ended, Thread reader) {
    try {
      // The last lines say why it ended, so they are to be known first.
      reader.join(OUTPUT_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ended.exitValue();
  }

  /** The process id of the command itself. */
  long pid() {
    return pid.join();
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** Completes when it has ended: its exit code, or 128 and the signal's number. */
  CompletableFuture<Integer> exit() {
    return exit;
  }

  /** Does something when it has ended, with its exit code. */
  void whenEnded(IntConsumer action) {
    var _ = exit.thenAccept(action::accept);
  }

  /**
   * Sends a signal to all its processes.
   *
   * @param name without {@code SIG}
   */
  void signal(String name) {
    try {
      OutputStream pipe = shell.getOutputStream();
      pipe.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      if (shell.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends all its processes without warning and returns at once. */
  void kill() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      if (shell.isAlive()) {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
      }
    }
  }
}
