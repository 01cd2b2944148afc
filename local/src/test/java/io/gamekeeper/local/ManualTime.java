package io.gamekeeper.local;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

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

  /** A new ground whose agenda follows this time. */
  public Ground ground(Path folder) {
    return Ground.of(
        new StageTime(this, this, () -> ThreadLocalRandom.current().nextLong()), folder);
  }

  /** How many threads wait for time to pass. */
  public synchronized int sleepers() {
    return sleepers;
  }
}
