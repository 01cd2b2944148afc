package io.gamekeeper.local.aws.autoscaling.machine;

import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Does things later, by the stage's time. */
public final class Timers implements AutoCloseable {
  private final InstantSource clock;
  private final Waiting waiting;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public Timers(InstantSource clock, Waiting waiting) {
    this.clock = clock;
    this.waiting = waiting;
  }

  /** Something that will be done, unless it is cancelled before. */
  @FunctionalInterface
  public interface Timer {
    /** Forgets it; does nothing once it has begun. */
    void cancel();
  }

  /** Does something when that much time has passed. */
  public Timer after(Duration delay, Runnable action) {
    Instant due = clock.instant().plus(delay);
    Thread thread =
        Thread.ofVirtual()
            .name("timer")
            .unstarted(
                () -> {
                  try {
                    // Some of the time may have passed before the thread runs.
                    Duration left = Duration.between(clock.instant(), due);
                    if (left.isPositive()) {
                      waiting.sleep(left);
                    }
                  } catch (InterruptedException e) {
                    return; // cancelled
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                  if (!closed) {
                    action.run();
                  }
                });
    if (!closed) {
      threads.add(thread);
      thread.start();
    }
    return () -> {
      // Once removed, the thread is past its sleep and must not be disturbed.
      if (threads.contains(thread)) {
        thread.interrupt();
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
