package io.gamekeeper.fleet.system;

import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks of a server.
 *
 * @param clock the time of day, which may jump
 * @param nanoClock nanoseconds since some moment, which never goes back
 * @param waiting waits by both clocks
 */
public record Timing(InstantSource clock, LongSupplier nanoClock, Waiting waiting) {

  /** Returns the machine's time. */
  public static Timing real() {
    return new Timing(InstantSource.system(), System::nanoTime, Thread::sleep);
  }

  public Instant now() {
    return clock.instant();
  }

  public long nanos() {
    return nanoClock.getAsLong();
  }

  /**
   * Returns when the duration has passed.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  public void sleep(Duration duration) throws InterruptedException {
    waiting.sleep(duration);
  }
}
