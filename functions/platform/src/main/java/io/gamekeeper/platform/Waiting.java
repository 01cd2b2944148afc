package io.gamekeeper.platform;

import java.time.Duration;

/** Waits by an injected time, so that a virtual clock can skip the wait. */
@FunctionalInterface
public interface Waiting {

  /**
   * Returns when the duration has passed.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  void sleep(Duration duration) throws InterruptedException;
}
