package io.gamekeeper.local.lambda;

import io.gamekeeper.local.StageException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The instances of one function version. A call gets the instance that was used last; if none is
 * idle, one more is started, and the call takes whichever is free first, the new one or one that
 * has finished. So a short burst does not start an instance per call, but calls that last do.
 */
final class InstancePool {
  /** Starting more at once than the machine has cores only makes each of them slower. */
  private static final int CONCURRENT_STARTS = 2;

  private final Supplier<FunctionInstance> starter;
  private final String name;
  private final BlockingDeque<Start> idle = new LinkedBlockingDeque<>();
  private final Semaphore starts = new Semaphore(CONCURRENT_STARTS);
  private final AtomicInteger waiting = new AtomicInteger();

  InstancePool(String name, Supplier<FunctionInstance> starter) {
    this.name = name;
    this.starter = starter;
  }

  /**
   * Takes an idle instance or waits for one.
   *
   * @throws StageException if a new instance could not be started
   */
  FunctionInstance take() throws InterruptedException {
    Start first = idle.pollFirst();
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
      case Started(FunctionInstance instance) -> instance;
      case NotStarted(StageException failure) -> throw failure;
    };
  }

  /** Gives an instance back for later calls. */
  void giveBack(FunctionInstance instance) {
    idle.addFirst(new Started(instance));
  }

  private void startAnother() {
    if (starts.tryAcquire()) {
      Thread.ofVirtual().name(name + "-start").start(this::startWhileCallsWait);
    }
  }

  private void startWhileCallsWait() {
    try {
      do {
        idle.addFirst(start());
      } while (waiting.get() > idle.size());
    } finally {
      starts.release();
    }
    // A call that came between the last look and the release found no permit.
    if (waiting.get() > idle.size()) {
      startAnother();
    }
  }

  private Start start() {
    try {
      return new Started(starter.get());
    } catch (StageException e) {
      return new NotStarted(e);
    }
  }

  private sealed interface Start {}

  private record Started(FunctionInstance instance) implements Start {}

  private record NotStarted(StageException failure) implements Start {}
}
