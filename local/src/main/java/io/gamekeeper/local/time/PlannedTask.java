package io.gamekeeper.local.time;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A task of an agenda; what changes is guarded by the agenda's lock. */
final class PlannedTask implements Task {
  private final Agenda agenda;
  private final Lock lock;
  private final String name;
  private final Work work;
  private final Optional<Duration> pause;
  private Plan.@Nullable Entry entry;
  private @Nullable Thread thread;
  private boolean cancelled;

  /**
   * A task that is not planned yet.
   *
   * @param pause after which it is done again; empty if it is done once
   */
  PlannedTask(Agenda agenda, String name, Work work, Optional<Duration> pause) {
    this.agenda = agenda;
    this.lock = agenda.lock();
    this.name = name;
    this.work = work;
    this.pause = pause;
  }

  /** Notes where in the plan it is; under the lock. */
  void planned(Plan.Entry place) {
    entry = place;
  }

  /** Begins on a thread of its own; under the lock. */
  void begin() {
    entry = null;
    Thread begun =
        Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(this::go);
    thread = begun;
    agenda.begins(name, begun);
    begun.start();
  }

  private void go() {
    Activity activity = Activity.ofTask();
    try {
      activity.bind().run(this::work);
    } finally {
      lock.lock();
      try {
        activity.end(agenda);
        thread = null;
        // Planned before it counts as done: nobody sees a quiet moment between.
        if (pause.isPresent() && !cancelled) {
          agenda.plan(this, agenda.clock().instant().plus(pause.get()));
        }
        agenda.ended(Thread.currentThread());
      } finally {
        lock.unlock();
      }
    }
  }

  private void work() {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it was cancelled, or the stage stops
    } catch (RuntimeException e) { // whatever one task says, the others go on
      agenda.failed(name, e);
    }
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      cancelled = true;
      if (entry != null) {
        agenda.forget(entry);
        entry = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void interrupt() {
    lock.lock();
    try {
      cancel();
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
