package io.gamekeeper.local;

import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so. */
public final class ManualTime implements InstantSource, Waiting {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private int sleepers;

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
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

  /** Lets time pass. Who is to wake up must sleep already. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
    notifyAll();
  }

  /** How many threads wait for time to pass. */
  public synchronized int sleepers() {
    return sleepers;
  }
}
