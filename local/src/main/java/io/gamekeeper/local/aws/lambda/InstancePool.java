package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.service.StageException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The instances of one function version, of type {@code T}. A call gets the instance that was used
 * last. If none is idle, one more is started, and the call takes the new one or one that has
 * finished, whichever is free first. So a short burst does not start an instance per call, while
 * long calls do.
 */
final class InstancePool<T> {
  /**
   * How many instances start at once. More than the machine has cores only makes each of them
   * slower.
   */
  private static final int CONCURRENT_STARTS = 2;

  private final Supplier<T> starter;
  private final String name;
  private final BlockingDeque<Start<T>> idle = new LinkedBlockingDeque<>();
  private final Semaphore starts = new Semaphore(CONCURRENT_STARTS);
  private final AtomicInteger waiting = new AtomicInteger();

  InstancePool(String name, Supplier<T> starter) {
    this.name = name;
    this.starter = starter;
  }

  /**
   * Takes an idle instance or waits for one.
   *
   * @throws StageException if a new instance could not be started
   */
  T take() throws InterruptedException {
    Start<T> first = idle.pollFirst();
    if (first == null) {
      waiting.incrementAndGet();
      try {
        startAnother();
        first = idle.takeFirst();
      } finally {
        waiting.decrementAndGet();
      }
    }
    return switch (first) {
      case Started<T>(T instance) -> instance;
      case NotStarted<T>(StageException failure) -> throw failure;
    };
  }

  /** Returns an instance to the pool. */
  void giveBack(T instance) {
    idle.addFirst(new Started<>(instance));
  }

  /** Returns how many instances wait for calls. */
  int idle() {
    return idle.size();
  }

  private void startAnother() {
    if (starts.tryAcquire()) {
      Thread.ofVirtual().name(name + "-start").start(this::startWhileCallsWait);
    }
  }

  private void startWhileCallsWait() {
    try {
      do {
        // Behind those that have worked: an instance that came too late is used only if all others
        // are busy, so that there are never more in use than there are calls at a time.
        idle.addLast(start());
      } while (waiting.get() > idle.size());
    } finally {
      starts.release();
    }
    // A call that came between the last look and the release found no permit.
    if (waiting.get() > idle.size()) {
      startAnother();
    }
  }

  private Start<T> start() {
    try {
      return new Started<>(starter.get());
    } catch (StageException e) {
      return new NotStarted<>(e);
    }
  }

  private sealed interface Start<T> {}

  private record Started<T>(T instance) implements Start<T> {}

  private record NotStarted<T>(StageException failure) implements Start<T> {}
}
