package io.gamekeeper.local;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Work on threads of its own, which is interrupted when the stage stops. */
public final class BackgroundWork implements AutoCloseable {
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** Work that ends when its thread is interrupted. */
  @FunctionalInterface
  public interface Interruptible {
    void run() throws InterruptedException;
  }

  /** Begins with some work, on a virtual thread of that name. */
  public void start(String name, Interruptible work) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .inheritInheritableThreadLocals(false)
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the stage stops
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    threads.add(thread);
    thread.start();
  }

  /** Interrupts what is not done yet. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
