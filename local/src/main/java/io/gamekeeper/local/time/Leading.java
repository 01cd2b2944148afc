package io.gamekeeper.local.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The passage of a virtual time: it stands still while anything runs and then jumps to the next
 * entry, as far as somebody waits for it. Who ends the last thing that runs, or asks for more time,
 * begins with the next: no thread in between has to be woken.
 */
final class Leading implements Passage {
  private final Plan plan;
  private final VirtualClock clock;
  private final Condition quiet;
  private Instant horizon;

  Leading(Plan plan, VirtualClock clock) {
    this.plan = plan;
    this.clock = clock;
    this.quiet = plan.lock().newCondition();
    this.horizon = clock.instant();
  }

  @Override
  public void start() {}

  /** Never: tasks begin one at a time, in the order of the plan. */
  @Override
  public boolean begins(Instant due) {
    return false;
  }

  @Override
  public void planned(Plan.Entry entry) {
    proceed();
  }

  @Override
  public void eased() {
    proceed();
  }

  @Override
  public void awaited(Instant time) {
    if (time.isAfter(horizon)) {
      horizon = time;
      proceed();
    }
  }

  @Override
  public void close() {}

  /** Lets that much time pass; returns when all is quiet then. */
  void advance(Duration duration) throws InterruptedException {
    plan.lock().lockInterruptibly();
    try {
      Instant end = clock.instant().plus(duration);
      horizon = end;
      proceed();
      while (plan.isBusy() || isDue(plan.next(), end)) {
        quiet.await();
      }
      if (end.isAfter(clock.instant())) { // a caller from outside may have waited for longer
        clock.set(end);
      }
    } finally {
      plan.lock().unlock();
    }
  }

  private void proceed() {
    Plan.Entry next = plan.next();
    while (!plan.isBusy() && next != null && isDue(next, horizon)) {
      plan.remove(next);
      if (next.due().isAfter(clock.instant())) {
        clock.set(next.due());
      }
      next.begin().run();
      next = plan.next();
    }
    if (!plan.isBusy()) {
      quiet.signalAll();
    }
  }

  private static boolean isDue(Plan.@Nullable Entry entry, Instant by) {
    return entry != null && !entry.due().isAfter(by);
  }
}
