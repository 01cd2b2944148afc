package io.gamekeeper.leaderboard.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops calling a store that has failed several times in a row. After a pause one caller at a time
 * may find out whether it is back.
 */
final class Breaker {
  private static final int FAILURES = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<@Nullable Instant> refusesUntil = new AtomicReference<>();

  Breaker(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether calls may go through. */
  boolean allows() {
    return refusesUntil.get() == null;
  }

  /** Whether this caller may try whether the store is back; for all others a new pause begins. */
  boolean allowsProbe() {
    Instant until = refusesUntil.get();
    Instant now = clock.instant();
    return until != null
        && !now.isBefore(until)
        && refusesUntil.compareAndSet(until, now.plus(PAUSE));
  }

  void succeeded() {
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (refusesUntil.get() != null) {
      refusesUntil.set(null);
    }
  }

  void failed() {
    if (failures.incrementAndGet() >= FAILURES) {
      refusesUntil.set(clock.instant().plus(PAUSE));
    }
  }
}
