package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.observe.LogSink;
import io.gamekeeper.local.process.GuardedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The processes of an instance. None is started any more once the instance is lost. */
final class InstanceProcesses {
  private static final String AWS_TOOLS = "/opt/aws/";
  private static final int KILL_SECONDS = 5;

  private final String instance;
  private final Path root;
  private final Path shims;
  private final LogSink output;
  private final Set<GuardedProcess> running = new HashSet<>();
  private volatile boolean lost;

  /**
   * Makes an instance without processes.
   *
   * @param root the folder that stands for its file system
   * @param shims the folder of the commands that stand in for those of its machine image
   * @param output takes what its processes print
   */
  InstanceProcesses(String instance, Path root, Path shims, LogSink output) {
    this.instance = instance;
    this.root = root;
    this.shims = shims;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param name what people call it
   * @param words the command and its arguments, with paths as the instance sees them
   * @throws IOException if it cannot be started, or the instance is lost
   */
  GuardedProcess start(String name, List<String> words, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    words.forEach(word -> command.add(word.startsWith("/") ? place(word) : word));
    if (words.getFirst().startsWith(AWS_TOOLS)) {
      command.set(0, shims.resolve("dnf").toString()); // tools of agents that are not there
    } else if (!words.getFirst().startsWith("/")) {
      command.set(0, shims.resolve(words.getFirst()).toString());
    }
    GuardedProcess started;
    synchronized (running) {
      if (lost) {
        throw new IOException("the instance is lost");
      }
      started = GuardedProcess.start(name, command, environment, root, output);
      running.add(started);
    }
    var _ = started.exit().thenRun(() -> ended(started));
    return started;
  }

  /** Returns where a path of the instance is on the laptop; the laptop's own if it is not there. */
  private String place(String absolute) {
    Path path = root.resolve(absolute.substring(1));
    return Files.exists(path) ? path.toString() : absolute;
  }

  private void ended(GuardedProcess process) {
    synchronized (running) {
      running.remove(process);
    }
  }

  boolean isLost() {
    return lost;
  }

  /** Keeps new processes from starting. */
  void lose() {
    lost = true;
  }

  /** Kills all processes without warning and returns at once. */
  void kill() {
    current().forEach(GuardedProcess::kill);
  }

  /** Kills all processes without warning and returns when they have ended. */
  void killAndWait() throws IOException {
    List<GuardedProcess> killed = current();
    killed.forEach(GuardedProcess::kill);
    for (GuardedProcess process : killed) {
      awaitEnd(process);
    }
  }

  private List<GuardedProcess> current() {
    synchronized (running) {
      return List.copyOf(running);
    }
  }

  private void awaitEnd(GuardedProcess process) throws IOException {
    try {
      process.exit().get(KILL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("a process of " + instance + " does not end", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
