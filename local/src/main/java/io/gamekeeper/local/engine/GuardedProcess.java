package io.gamekeeper.local.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A server's process that ends with this JVM, whatever ends that. */
final class GuardedProcess {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /**
   * Runs the server and waits at standard input, a pipe from this JVM. A line on it asks for an
   * orderly end; its end, which the kernel brings about when this JVM dies, means an end at once.
   * Ctrl-C reaches all processes of a terminal: the server ends in good order by itself then, and
   * the shell has to live on to see to it.
   */
  private static final String WATCHDOG =
      """
      trap '' INT
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      ( if read -r _ <&3; then kill -TERM $server; else kill -KILL $server; fi ) 2>/dev/null &
      watchdog=$!
      wait $server
      status=$?
      kill $watchdog 2>/dev/null
      exit $status
      """;

  private final Process shell;

  private GuardedProcess(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts a server.
   *
   * @param name of the shell around it, for people who look at processes
   * @param log what it prints is appended there
   */
  static GuardedProcess start(String name, List<String> command, Path log) throws IOException {
    List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", WATCHDOG, name));
    guarded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(guarded);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new GuardedProcess(builder.start());
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** The server's process id, while there is one: of the shell's children it is not a shell. */
  OptionalLong pid() {
    return shell
        .children()
        .filter(
            child -> !child.info().command().orElse("").equals(shell.info().command().orElse("")))
        .mapToLong(ProcessHandle::pid)
        .findFirst();
  }

  /** Ends the server without warning, as a power failure would. */
  void kill() {
    end(false);
  }

  /** Ends the server in good order. */
  void stop() {
    end(true);
  }

  private synchronized void end(boolean orderly) {
    try (var pipe = shell.getOutputStream()) {
      if (orderly && shell.isAlive()) {
        pipe.write('\n');
      }
    } catch (IOException e) {
      if (shell.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
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
