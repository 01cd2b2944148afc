package io.gamekeeper.platform;

import java.time.Duration;

/** Waits through an injected time, so that a virtual clock can pass it at once. */
@FunctionalInterface
public interface Waiting {

  /**
   * Returns when the duration has passed.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  void sleep(Duration duration) throws InterruptedException;
}
