package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.local.aws.autoscaling.machine.UnitFile.Line;
import io.gamekeeper.local.aws.autoscaling.machine.UnitFile.Restart;
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

/** A service of an instance, run as systemd would. */
final class Unit {
  /** How long an orderly stop lets a start come to its own end, in real time. */
  private static final Duration GRACE_FOR_START = Duration.ofSeconds(3);

  /** Exit codes above it are signals. */
  private static final int SIGNAL = 128;

  private static final int SIGTERM_EXIT = SIGNAL + 15;

  /** What systemd calls the ways in which a service ends. */
  private static final String GOOD = "success";

  private static final String FAULT = "exit-code";
  private static final String KILLED = "signal";

  private final UnitFile file;
  private final Runner runner;
  private final Site site;
  private final Deque<Instant> starts = new ArrayDeque<>();

  /** One start or stop at a time. */
  private final ReentrantLock jobs = new ReentrantLock();

  private volatile State state = State.INACTIVE;
  private volatile @Nullable GuardedCommand server;
  private volatile @Nullable GuardedCommand helper;
  private volatile boolean stopWanted;

  /** As {@code systemctl is-active} says. */
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
     * @param told what systemd adds to it for this command
     */
    GuardedCommand start(UnitFile unit, List<String> words, Map<String, String> told)
        throws IOException;

    /** Notes what people should know. */
    void note(String message);
  }

  Unit(UnitFile file, Runner runner, Site site) {
    this.file = file;
    this.runner = runner;
    this.site = site;
  }

  State state() {
    return state;
  }

  /** The server's process, while there is one. */
  OptionalLong pid() {
    GuardedCommand current = server;
    return current == null || !current.isAlive()
        ? OptionalLong.empty()
        : OptionalLong.of(current.pid());
  }

  /**
   * Starts it and returns when all of its {@code ExecStartPost} have run.
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
    Instant now = site.time().clock().instant();
    starts.removeIf(start -> start.plus(file.startLimitInterval()).isBefore(now));
    if (starts.size() >= file.startLimit()) {
      state = State.FAILED;
      runner.note(file.name() + ": start request repeated too quickly");
      return false;
    }
    starts.add(now);
    state = State.ACTIVATING;
    Optional<Timers.Timer> timeout =
        file.startTimeout().map(limit -> site.timers().after(limit, () -> startTookTooLong(limit)));
    try {
      Optional<String> problem = begin();
      if (problem.isEmpty()) {
        state = State.ACTIVE;
        return true;
      }
      if (!stopWanted) {
        runner.note(file.name() + ": " + problem.get());
      }
      GuardedCommand failed = server;
      String result = failed == null || failed.isAlive() ? FAULT : result(failed.exit().join());
      endServer();
      ended(result);
      return false;
    } finally {
      timeout.ifPresent(Timers.Timer::cancel);
    }
  }

  private void startTookTooLong(Duration limit) {
    runner.note(file.name() + ": its start took longer than " + limit.toSeconds() + " s");
    killHelper();
  }

  /** Why the start failed; empty if the server runs. */
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
    GuardedCommand started;
    try {
      started = runner.start(file, file.start().words(), Map.of());
    } catch (IOException e) {
      return Optional.of("ExecStart cannot be run: " + e.getMessage());
    }
    server = started;
    started.whenEnded(code -> serverEnded(started, code));
    for (Line line : file.startPost()) {
      if (!succeeds(line, Map.of("MAINPID", Long.toString(started.pid())))) {
        return Optional.of(
            endedBy(started)
                .orElseGet(() -> "ExecStartPost failed: " + String.join(" ", line.words())));
      }
    }
    return endedBy(started);
  }

  /** How a server ended while its start was under way; empty if it runs. */
  private static Optional<String> endedBy(GuardedCommand server) {
    return server.isAlive()
        ? Optional.empty()
        : Optional.of("the server ended with code " + server.exit().join() + " while starting");
  }

  private boolean succeeds(Line line, Map<String, String> told) throws InterruptedException {
    try {
      GuardedCommand started = runner.start(file, line.words(), told);
      helper = started;
      GuardedCommand current = server;
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
    GuardedCommand running = helper;
    if (running != null) {
      running.kill();
    }
  }

  private void serverEnded(GuardedCommand which, int code) {
    if (state == State.ACTIVATING) {
      killHelper();
    }
    jobs.lock();
    try {
      if (server != which) {
        return; // whoever started or stopped it has seen to it
      }
      server = null;
      boolean failed = code != 0 && code != SIGTERM_EXIT;
      runner.note(file.name() + ": the server ended with code " + code);
      ended(failed ? result(code) : GOOD);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      jobs.unlock();
    }
  }

  /** What systemd calls the end of a service that failed, by its server's exit code. */
  private static String result(int code) {
    return code > SIGNAL ? KILLED : FAULT;
  }

  /** The server is gone: cleans up, and starts it again if the unit says so. */
  private void ended(String result) throws InterruptedException {
    boolean failed = !result.equals(GOOD);
    state = State.DEACTIVATING;
    Map<String, String> told = Map.of("SERVICE_RESULT", result);
    for (Line line : file.stopPost()) {
      succeeds(line, told);
    }
    state = failed ? State.FAILED : State.INACTIVE;
    boolean again =
        !stopWanted
            && (file.restart() == Restart.ALWAYS
                || (file.restart() == Restart.ON_FAILURE && failed));
    if (again) {
      site.timers().after(file.restartDelay(), this::restart);
    }
  }

  private void restart() {
    jobs.lock();
    try {
      if (!stopWanted && server == null) {
        startLocked();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      jobs.unlock();
    }
  }

  /** Ends it in good order and returns when all of its {@code ExecStopPost} have run. */
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
    GuardedCommand ending = server;
    server = null;
    if (ending == null) {
      return;
    }
    ending.signal(file.killSignal());
    Optional<Timers.Timer> timeout =
        file.stopTimeout().map(limit -> site.timers().after(limit, ending::kill));
    try {
      ending.exit().get();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } finally {
      timeout.ifPresent(Timers.Timer::cancel);
    }
  }

  /** Lets nothing start any more: its processes are about to be killed. */
  void abandon() {
    stopWanted = true;
  }
}
