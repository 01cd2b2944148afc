package io.gamekeeper.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end with exit status 0. The JVM answers these signals by
 * running shutdown hooks and exits when they return; this hook tells the command to stop and
 * returns when it has.
 */
final class Interrupt {
  /** Longer than anything needs to stop; then the JVM ends all the same. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Thread command = Thread.currentThread();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean starting = true;
  private volatile boolean clean;

  private Interrupt() {}

  /**
   * Takes over for the calling thread, which an interrupt reaches until it calls {@link #await}.
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

  /** Ends the command as an interrupt would. */
  void ask() {
    asked.countDown();
  }

  /** True once the user wants the command to end. */
  boolean asked() {
    return asked.getCount() == 0;
  }

  /**
   * Says that everything has been stopped.
   *
   * @param successfully whether the command did what it should
   */
  void finished(boolean successfully) {
    clean = successfully;
    done.countDown();
  }

  private void end() {
    if (done.getCount() == 0) {
      return; // the command has come to its own end, with its own exit status
    }
    synchronized (this) {
      asked.countDown();
      if (starting) {
        command.interrupt();
      }
    }
    try {
      boolean stopped = done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Runtime.getRuntime().halt(stopped && clean ? 0 : 1);
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
