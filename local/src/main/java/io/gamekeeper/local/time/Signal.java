package io.gamekeeper.local.time;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A condition whose waiters are quiet, and count as running again from the moment at which they are
 * signalled. All methods are called under the lock that it was made for.
 */
public final class Signal {
  private final Agenda agenda;
  private final Condition condition;
  private final Map<Thread, Pause> waiters = new HashMap<>();

  public Signal(Agenda agenda, Lock lock) {
    this.agenda = agenda;
    this.condition = lock.newCondition();
  }

  /** Waits for the next signal; may return without one, so that its caller looks in a loop. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  public void await() throws InterruptedException {
    if (Activity.current().isEmpty()) {
      condition.await();
      return;
    }
    Pause pause = new Pause(agenda);
    pause.begin();
    waiters.put(Thread.currentThread(), pause);
    try {
      condition.await();
    } finally {
      waiters.remove(Thread.currentThread());
      pause.end();
    }
  }

  /** Wakes all who wait. */
  public void all() {
    waiters.values().forEach(Pause::end);
    condition.signalAll();
  }
}
