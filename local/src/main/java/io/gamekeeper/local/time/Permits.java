package io.gamekeeper.local.time;

import java.util.concurrent.locks.ReentrantLock;

/** A semaphore whose waiters are quiet. */
public final class Permits {
  private final ReentrantLock lock = new ReentrantLock();
  private final Signal released;
  private int free;

  public Permits(Agenda agenda, int free) {
    this.released = new Signal(agenda, lock);
    this.free = free;
  }

  /** Takes one; waits until there is one. */
  public void acquire() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (free == 0) {
        released.await();
      }
      free--;
    } finally {
      lock.unlock();
    }
  }

  /** Gives one back. */
  public void release() {
    lock.lock();
    try {
      free++;
      released.all();
    } finally {
      lock.unlock();
    }
  }
}
