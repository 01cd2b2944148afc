package io.gamekeeper.fleet;

import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.Timing;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The drain of a server: it announces that it leaves, takes no new players, answers requests that
 * still come, and ends when its players are gone and no request has come for a while, or when the
 * time is up.
 */
final class Drain {
  /** The time without a request after which the load balancer has noticed the drain. */
  static final Duration QUIET = Duration.ofSeconds(3);

  /** The time for sessions to close after the drain. */
  static final Duration CLOSING = Duration.ofSeconds(2);

  private static final Duration STEP = Duration.ofMillis(50);

  private final Sessions sessions;
  private final Timing timing;
  private final Log log;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile long lastRequest;

  Drain(Sessions sessions, Timing timing, Log log) {
    this.sessions = sessions;
    this.timing = timing;
    this.log = log;
    this.lastRequest = timing.nanos() - QUIET.toNanos();
  }

  boolean isDraining() {
    return begun.get();
  }

  /** Notes a request that a load balancer forwarded. */
  void requestBegins() {
    inFlight.incrementAndGet();
    lastRequest = timing.nanos();
  }

  void requestEnds() {
    inFlight.decrementAndGet();
  }

  /** Runs the drain; returns when the server may stop. A second call returns at once. */
  void run(Departure departure) throws InterruptedException {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    long start = timing.nanos();
    int players = sessions.count();
    log.info(
        "draining",
        "reason",
        departure.reason(),
        "seconds",
        departure.limit().toSeconds(),
        "sessions",
        players);
    sessions.announceDrain(departure.limit());
    while (!isQuiet() && isBefore(start, departure.limit())) {
      timing.sleep(STEP);
    }
    int closed = sessions.count();
    long closing = timing.nanos();
    sessions.closeAll();
    while ((sessions.count() > 0 || inFlight.get() > 0) && isBefore(closing, CLOSING)) {
      timing.sleep(STEP);
    }
    sessions.disconnectAll();
    log.info(
        "drained",
        "millis",
        Duration.ofNanos(timing.nanos() - start).toMillis(),
        "leftByThemselves",
        Math.max(0, players - closed),
        "closed",
        closed,
        "requestsCutOff",
        inFlight.get());
  }

  private boolean isQuiet() {
    return sessions.count() == 0
        && inFlight.get() == 0
        && timing.nanos() - lastRequest >= QUIET.toNanos();
  }

  private boolean isBefore(long start, Duration limit) {
    return timing.nanos() - start < limit.toNanos();
  }
}
