package io.gamekeeper.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end. The JVM answers these signals by running shutdown
 * hooks and exits with 130 or 143 when they return, as shells expect of an interrupted command;
 * this hook tells the command to stop and returns when it has.
 */
final class Interrupt {
  /** The time for stopping, longer than anything needs; then the JVM ends all the same. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Thread command = Thread.currentThread();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean starting = true;

  private Interrupt() {}

  /**
   * Installs the hook for the calling thread, which a signal interrupts until it calls {@link
   * #await}.
   */
  static Interrupt install() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(new Thread(interrupt::end, "interrupt"));
    return interrupt;
  }

  /** Returns when the user wants the command to end; from now on the thread is not interrupted. */
  void await() throws InterruptedException {
    synchronized (this) {
      starting = false;
    }
    asked.await();
  }

  /** Says that everything has been stopped. */
  void finished() {
    done.countDown();
  }

  private void end() {
    synchronized (this) {
      asked.countDown();
      if (starting && done.getCount() > 0) {
        command.interrupt();
      }
    }
    try {
      if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("gamekeeper: gave up waiting for the stage to stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
