package io.gamekeeper.local.process;

import io.gamekeeper.local.observe.LogSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command with all processes that it starts, kept together as systemd keeps those of a unit:
 * signals reach all of them, none outlives the first, and all die with this JVM, whatever ends
 * that. Its threads wait for the process or copy its output, which takes real time whatever the
 * stage's clock says.
 */
public final class GuardedProcess {
  /** How long the last lines may take to arrive after the end. */
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int SIGKILL_EXIT = 128 + 9;

  /**
   * Runs the command as the leader of a process group and waits at standard input, a pipe from this
   * JVM. A line on it names a signal for the group; its end, which the kernel brings about when
   * this JVM dies, means SIGKILL. Ctrl-C does not reach the group, and the shell ignores it to stay
   * on guard. It waits without job control, with which a process that was only stopped counts as
   * ended.
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
      wait $watchdog
      exit $status
      """;

  /** Prints its process id, then becomes the command. */
  private static final String LEADER = "echo \"$$\"; exec \"$@\"";

  /** The same; the command's output is appended to the file that is named first. */
  private static final String LOGGING_LEADER =
      "echo \"$$\"; log=$1; shift; exec \"$@\" >>\"$log\" 2>&1";

  private final Process shell;
  private final CompletableFuture<Long> pid = new CompletableFuture<>();
  private final CompletableFuture<Integer> exit;

  private GuardedProcess(Process shell, LogSink output) {
    this.shell = shell;
    Thread reader = Thread.ofPlatform().daemon().name("output").start(() -> read(output));
    this.exit =
        shell.onExit().thenApplyAsync(ended -> code(ended, reader), Thread::startVirtualThread);
  }

  /**
   * Starts a command.
   *
   * @param name of the shell around it, for people who look at processes
   * @param environment all variables that it sees
   * @param output takes what it prints
   */
  public static GuardedProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path folder,
      LogSink output)
      throws IOException {
    ProcessBuilder builder = guarded(name, LEADER, command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new GuardedProcess(builder.start(), output);
  }

  /**
   * Starts a command with this JVM's environment.
   *
   * @param name of the shell around it, for people who look at processes
   * @param log the file to which its output is appended
   */
  public static GuardedProcess start(String name, List<String> command, Path log)
      throws IOException {
    List<String> logged = new ArrayList<>(List.of(log.toString()));
    logged.addAll(command);
    return new GuardedProcess(guarded(name, LOGGING_LEADER, logged).start(), _ -> {});
  }

  private static ProcessBuilder guarded(String name, String leader, List<String> arguments) {
    List<String> words =
        new ArrayList<>(List.of("/bin/bash", "-c", WATCHDOG, name, "/bin/sh", "-c", leader, name));
    words.addAll(arguments);
    return new ProcessBuilder(words).redirectErrorStream(true);
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
    } finally {
      pid.complete(shell.pid()); // nobody waits for an id that never came
    }
  }

  private static int code(Process ended, Thread reader) {
    try {
      // The last lines say why it ended, so they have to be there first.
      reader.join(OUTPUT_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ended.exitValue();
  }

  /** Returns the process id of the command itself. */
  public long pid() {
    return pid.join();
  }

  /** Tells whether the command runs. */
  public boolean isAlive() {
    return shell.isAlive();
  }

  /** Completes when the command has ended: its exit code, or 128 plus the number of the signal. */
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  /**
   * Sends a signal to all its processes. If nobody listens any more, they are ending; should they
   * not, as their watchdog was killed, they are killed after a while.
   *
   * @param name without {@code SIG}
   */
  public void signal(String name) {
    try {
      OutputStream pipe = shell.getOutputStream();
      pipe.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      var _ =
          exit.copy()
              .orTimeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .exceptionally(
                  late -> {
                    destroy();
                    return SIGKILL_EXIT;
                  });
    }
  }

  /** Kills all its processes without warning and returns at once. */
  public void kill() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      destroy();
    }
  }

  /** Asks it to end by SIGTERM and returns when it has ended; kills it if that takes too long. */
  public void stop() {
    signal("TERM");
    awaitEnd();
  }

  /** Kills all its processes without warning and returns when they have ended. */
  public void killAndWait() {
    kill();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!shell.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        destroy();
      }
    } catch (InterruptedException e) {
      destroy();
      Thread.currentThread().interrupt();
    }
  }

  private void destroy() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }
}
