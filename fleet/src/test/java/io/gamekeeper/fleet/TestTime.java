package io.gamekeeper.fleet;

import io.gamekeeper.fleet.system.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The machine's time, which a test can move forward; whoever waits for the moment then wakes. */
public final class TestTime {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long offset;

  public Timing timing() {
    return new Timing(() -> Instant.now().plusNanos(offset()), this::nanos, this::sleep);
  }

  public void pass(Duration duration) {
    lock.lock();
    try {
      offset += duration.toNanos();
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long offset() {
    lock.lock();
    try {
      return offset;
    } finally {
      lock.unlock();
    }
  }

  private long nanos() {
    return System.nanoTime() + offset();
  }

  private void sleep(Duration duration) throws InterruptedException {
    long end = nanos() + duration.toNanos();
    lock.lockInterruptibly();
    try {
      long left = end - nanos();
      while (left > 0) {
        moved.await(left, TimeUnit.NANOSECONDS);
        left = end - nanos();
      }
    } finally {
      lock.unlock();
    }
  }
}
