package io.gamekeeper.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time that passes when a test says so. Two ways to wait by it: {@code time::advance} lets the time
 * pass that is waited for, {@code time::sleep} waits until a test has let it pass.
 */
public final class VirtualTime implements InstantSource {
  /** Where time begins unless a test says otherwise. */
  public static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Duration tick;
  private Instant now;
  private int sleepers;

  public VirtualTime() {
    this(START);
  }

  public VirtualTime(Instant start) {
    this(start, Duration.ZERO);
  }

  /**
   * Time that also passes when it is asked for.
   *
   * @param tick how much with every look
   */
  public VirtualTime(Instant start, Duration tick) {
    this.now = start;
    this.tick = tick;
  }

  @Override
  public synchronized Instant instant() {
    now = now.plus(tick);
    return now;
  }

  /** Lets time pass. Who is to wake up must sleep already. */
  public synchronized void advance(Duration duration) {
    set(now.plus(duration));
  }

  /** Moves to an instant, also into the past. */
  public synchronized void set(Instant instant) {
    now = instant;
    notifyAll();
  }

  /** Returns when a test has let that time pass. */
  public synchronized void sleep(Duration duration) throws InterruptedException {
    Instant end = now.plus(duration);
    sleepers++;
    try {
      while (now.isBefore(end)) {
        wait();
      }
    } finally {
      sleepers--;
    }
  }

  /** How many threads sleep. */
  public synchronized int sleepers() {
    return sleepers;
  }
}
