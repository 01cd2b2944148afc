package io.gamekeeper.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker: it stops calls to a store that has failed several times in a row. After a
 * pause one caller at a time may find out whether the store is back. A clock that is set back or
 * ahead, as after the restore of a snapshot, makes no pause longer.
 */
public final class Breaker {
  private final InstantSource clock;
  private final int mostFailures;
  private final Duration pause;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<@Nullable Instant> refusesUntil = new AtomicReference<>();

  /**
   * Creates a breaker that lets calls through.
   *
   * @param clock the platform's
   * @param mostFailures after so many in a row it refuses
   * @param pause between two probes
   */
  public Breaker(InstantSource clock, int mostFailures, Duration pause) {
    this.clock = clock;
    this.mostFailures = mostFailures;
    this.pause = pause;
  }

  /** Returns whether calls may go through. */
  public boolean allows() {
    return refusesUntil.get() == null;
  }

  /**
   * Returns whether this caller may try whether the store is back; for all others a new pause
   * begins.
   */
  public boolean allowsProbe() {
    Instant until = refusesUntil.get();
    Instant now = clock.instant();
    return until != null
        && (!now.isBefore(until) || now.isBefore(until.minus(pause)))
        && refusesUntil.compareAndSet(until, now.plus(pause));
  }

  public void succeeded() {
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (refusesUntil.get() != null) {
      refusesUntil.set(null);
    }
  }

  public void failed() {
    if (failures.incrementAndGet() >= mostFailures) {
      refusesUntil.set(clock.instant().plus(pause));
    }
  }
}
