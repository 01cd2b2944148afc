package io.gamekeeper.local.messaging;

import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rings at given times of the stage. Sleeps through the stage's own waiting, with one thread for
 * all times that lie one behind the other.
 */
final class WakeUps implements AutoCloseable {
  private final String name;
  private final InstantSource clock;
  private final Waiting waiting;
  private final Runnable bell;
  private final TreeSet<Instant> wanted = new TreeSet<>();
  private final Map<Instant, Thread> sleepers = new HashMap<>();
  private boolean closed;

  /**
   * Without any time to ring at.
   *
   * @param bell what to do then; called without locks
   */
  WakeUps(String name, InstantSource clock, Waiting waiting, Runnable bell) {
    this.name = name;
    this.clock = clock;
    this.waiting = waiting;
    this.bell = bell;
  }

  /** Wants the bell to ring at a time. */
  synchronized void at(Instant time) {
    wanted.add(time);
    sleepUntilTheFirst();
  }

  @Override
  public synchronized void close() {
    closed = true;
    sleepers.values().forEach(Thread::interrupt);
  }

  private void sleepUntilTheFirst() {
    if (closed || wanted.isEmpty() || sleepers.containsKey(wanted.first())) {
      return;
    }
    Instant first = wanted.first();
    Thread sleeper = Thread.ofVirtual().name(name + "-time").unstarted(() -> ringWhenItIs(first));
    sleepers.put(first, sleeper);
    sleeper.start();
  }

  private void ringWhenItIs(Instant time) {
    try {
      Duration left = Duration.between(clock.instant(), time);
      if (left.isPositive()) {
        waiting.sleep(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the stage stops
      return;
    }
    bell.run();
    synchronized (this) {
      sleepers.remove(time);
      wanted.headSet(clock.instant(), true).clear();
      sleepUntilTheFirst();
    }
  }
}
