package io.gamekeeper.local.time;

import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;

/**
 * The passage of a time that somebody else moves: begins with each entry when its time has come.
 */
final class Following implements Passage {
  /** A laptop that slept is noticed after this time at the latest. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

  private final Plan plan;
  private final InstantSource clock;
  private final Waiting waiting;
  private final Condition planned;
  private final Thread dispatcher;
  private volatile boolean dispatcherSleeps;

  Following(Plan plan, InstantSource clock, Waiting waiting) {
    this.plan = plan;
    this.clock = clock;
    this.waiting = waiting;
    this.planned = plan.lock().newCondition();
    this.dispatcher = Thread.ofVirtual().name("agenda").unstarted(this::dispatch);
  }

  @Override
  public void start() {
    dispatcher.start();
  }

  @Override
  public boolean begins(Instant due) {
    return !due.isAfter(clock.instant());
  }

  @Override
  public void planned(Plan.Entry entry) {
    planned.signalAll();
    if (dispatcherSleeps && entry.equals(plan.next())) {
      dispatcher.interrupt();
    }
  }

  /** Does nothing: when the next entry begins is up to its time alone. */
  @Override
  public void eased() {}

  /** Does nothing: the time comes by itself. */
  @Override
  public void awaited(Instant time) {}

  @Override
  public void close() {
    dispatcher.interrupt();
  }

  private void dispatch() {
    boolean closed = false;
    while (!closed) {
      try {
        closed = !beginOrSleep();
      } catch (InterruptedException e) {
        // The plan has changed, or the agenda is closed.
      }
    }
  }

  /** Begins with an entry that is due, or waits for the next; false if the plan is closed. */
  private boolean beginOrSleep() throws InterruptedException {
    Duration left;
    plan.lock().lock();
    try {
      Plan.Entry next = plan.next();
      while (next == null && !plan.isClosed()) {
        planned.await();
        next = plan.next();
      }
      if (next == null || plan.isClosed()) {
        return false;
      }
      left = Duration.between(clock.instant(), next.due());
      if (!left.isPositive()) {
        plan.remove(next);
        next.begin().run();
        return true;
      }
      dispatcherSleeps = true;
    } finally {
      plan.lock().unlock();
    }
    try {
      waiting.sleep(left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP);
    } finally {
      dispatcherSleeps = false;
    }
    return true;
  }
}
