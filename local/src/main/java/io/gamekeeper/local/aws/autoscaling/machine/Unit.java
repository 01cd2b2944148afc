package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.aws.autoscaling.machine.UnitFile.Line;
import io.gamekeeper.local.aws.autoscaling.machine.UnitFile.Restart;
import io.gamekeeper.local.process.GuardedProcess;
import io.gamekeeper.local.time.Task;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A service of an instance, run as systemd would run it. Its delays are those of the stage's
 * agenda. A clock that the agenda leads stands still while a start or a stop waits for processes,
 * which take real time: its time-outs do not cut them short there.
 */
final class Unit {
  /** How long an orderly stop waits for a start to end by itself, in real time. */
  private static final Duration GRACE_FOR_START = Duration.ofSeconds(3);

  /** Exit codes above this one are signals. */
  private static final int SIGNAL = 128;

  private static final int SIGTERM_EXIT = SIGNAL + 15;

  /** Systemd's names for the ways in which a service ends. */
  private static final String GOOD = "success";

  private static final String FAULT = "exit-code";
  private static final String KILLED = "signal";

  private final UnitFile file;
  private final String label;
  private final Runner runner;
  private final Site site;
  private final Deque<Instant> starts = new ArrayDeque<>();

  /** One start or stop at a time. */
  private final ReentrantLock jobs = new ReentrantLock();

  private volatile State state = State.INACTIVE;
  private volatile @Nullable GuardedProcess server;
  private volatile @Nullable GuardedProcess helper;
  private volatile boolean stopWanted;

  /** The states that {@code systemctl is-active} prints. */
  enum State {
    INACTIVE,
    ACTIVATING,
    ACTIVE,
    DEACTIVATING,
    FAILED
  }

  /** Starts processes on the instance. */
  interface Runner {

    /**
     * Starts a command with the unit's environment.
     *
     * @param added variables that systemd sets for this command
     */
    GuardedProcess start(UnitFile unit, List<String> words, Map<String, String> added)
        throws IOException;

    /** Notes something for people. */
    void note(String message);
  }

  /**
   * Makes a unit that has not been started.
   *
   * @param instance whose unit it is
   */
  Unit(UnitFile file, String instance, Runner runner, Site site) {
    this.file = file;
    this.label = file.name() + " on " + instance;
    this.runner = runner;
    this.site = site;
  }

  State state() {
    return state;
  }

  /** Returns the server's process id, while there is one. */
  OptionalLong pid() {
    GuardedProcess current = server;
    return current == null || !current.isAlive()
        ? OptionalLong.empty()
        : OptionalLong.of(current.pid());
  }

  /**
   * Starts it and returns when all of its {@code ExecStartPost} lines have run.
   *
   * @return whether it is active then
   */
  boolean start() throws InterruptedException {
    jobs.lockInterruptibly();
    try {
      stopWanted = false;
      return state == State.ACTIVE || startLocked();
    } finally {
      jobs.unlock();
    }
  }

  private boolean startLocked() throws InterruptedException {
    Instant now = site.agenda().clock().instant();
    starts.removeIf(start -> start.plus(file.startLimitInterval()).isBefore(now));
    if (starts.size() >= file.startLimit()) {
      state = State.FAILED;
      runner.note(file.name() + ": start request repeated too quickly");
      return false;
    }
    starts.add(now);
    state = State.ACTIVATING;
    Optional<Task> timeout =
        file.startTimeout()
            .map(
                limit ->
                    site.agenda()
                        .after("start time-out of " + label, limit, () -> startTookTooLong(limit)));
    try {
      Optional<String> problem = begin();
      if (problem.isEmpty()) {
        state = State.ACTIVE;
        return true;
      }
      if (!stopWanted) {
        runner.note(file.name() + ": " + problem.get());
      }
      GuardedProcess failed = server;
      String result = failed == null || failed.isAlive() ? FAULT : result(failed.exit().join());
      endServer();
      ended(result);
      return false;
    } finally {
      timeout.ifPresent(Task::cancel);
    }
  }

  private void startTookTooLong(Duration limit) {
    runner.note(file.name() + ": its start took longer than " + limit.toSeconds() + " s");
    killHelper();
  }

  /** Starts the server; returns why that failed, empty if the server runs. */
  private Optional<String> begin() throws InterruptedException {
    site.preparing().acquire();
    try {
      for (Line line : file.startPre()) {
        if (!succeeds(line, Map.of())) {
          return Optional.of("ExecStartPre failed: " + String.join(" ", line.words()));
        }
      }
    } finally {
      site.preparing().release();
    }
    if (stopWanted) {
      return Optional.of("stopped while it was starting");
    }
    GuardedProcess started;
    try {
      started = runner.start(file, file.start().words(), Map.of());
    } catch (IOException e) {
      return Optional.of("ExecStart cannot be run: " + e.getMessage());
    }
    server = started;
    var _ =
        started
            .exit()
            .thenAccept(
                code -> site.agenda().run("end of " + label, () -> serverEnded(started, code)));
    for (Line line : file.startPost()) {
      if (!succeeds(line, Map.of("MAINPID", Long.toString(started.pid())))) {
        return Optional.of(
            endedBy(started)
                .orElseGet(() -> "ExecStartPost failed: " + String.join(" ", line.words())));
      }
    }
    return endedBy(started);
  }

  /** Returns how a server ended during its start; empty if it runs. */
  private static Optional<String> endedBy(GuardedProcess server) {
    return server.isAlive()
        ? Optional.empty()
        : Optional.of("the server ended with code " + server.exit().join() + " while starting");
  }

  private boolean succeeds(Line line, Map<String, String> added) throws InterruptedException {
    try {
      GuardedProcess started = runner.start(file, line.words(), added);
      helper = started;
      GuardedProcess current = server;
      if (state == State.ACTIVATING && (stopWanted || (current != null && !current.isAlive()))) {
        started.kill();
      }
      return started.exit().get() == 0 || line.mayFail();
    } catch (IOException e) {
      runner.note(line.words().getFirst() + " cannot be run: " + e.getMessage());
      return line.mayFail();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } finally {
      helper = null;
    }
  }

  private void killHelper() {
    GuardedProcess running = helper;
    if (running != null) {
      running.kill();
    }
  }

  private void serverEnded(GuardedProcess which, int code) throws InterruptedException {
    if (state == State.ACTIVATING) {
      killHelper();
    }
    jobs.lockInterruptibly();
    try {
      if (server != which) {
        return; // a start or a stop has handled its end
      }
      server = null;
      boolean failed = code != 0 && code != SIGTERM_EXIT;
      runner.note(file.name() + ": the server ended with code " + code);
      ended(failed ? result(code) : GOOD);
    } finally {
      jobs.unlock();
    }
  }

  /** Returns systemd's name for a failure, by the server's exit code. */
  private static String result(int code) {
    return code > SIGNAL ? KILLED : FAULT;
  }

  /** Cleans up after the server, and starts it again later if the unit says so. */
  private void ended(String result) throws InterruptedException {
    boolean failed = !result.equals(GOOD);
    state = State.DEACTIVATING;
    Map<String, String> added = Map.of("SERVICE_RESULT", result);
    for (Line line : file.stopPost()) {
      succeeds(line, added);
    }
    state = failed ? State.FAILED : State.INACTIVE;
    boolean again =
        !stopWanted
            && (file.restart() == Restart.ALWAYS
                || (file.restart() == Restart.ON_FAILURE && failed));
    if (again) {
      site.agenda().after("restart of " + label, file.restartDelay(), this::restart);
    }
  }

  private void restart() throws InterruptedException {
    jobs.lockInterruptibly();
    try {
      if (!stopWanted && server == null) {
        startLocked();
      }
    } finally {
      jobs.unlock();
    }
  }

  /** Ends it in good order and returns when all of its {@code ExecStopPost} lines have run. */
  void stop() throws InterruptedException {
    boolean idle = jobs.tryLock(GRACE_FOR_START.toMillis(), TimeUnit.MILLISECONDS);
    stopWanted = true;
    if (!idle) {
      killHelper();
      jobs.lockInterruptibly();
    }
    try {
      if (server == null) {
        return;
      }
      state = State.DEACTIVATING;
      endServer();
      ended(GOOD);
    } finally {
      jobs.unlock();
    }
  }

  private void endServer() throws InterruptedException {
    GuardedProcess ending = server;
    server = null;
    if (ending == null) {
      return;
    }
    ending.signal(file.killSignal());
    Optional<Task> timeout =
        file.stopTimeout()
            .map(limit -> site.agenda().after("stop time-out of " + label, limit, ending::kill));
    try {
      ending.exit().get();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } finally {
      timeout.ifPresent(Task::cancel);
    }
  }

  /** Keeps it from starting anything more: its processes are about to be killed. */
  void abandon() {
    stopWanted = true;
  }
}
