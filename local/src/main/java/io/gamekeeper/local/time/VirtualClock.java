package io.gamekeeper.local.time;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is set. Only an {@link Agenda} that leads sets it. */
public final class VirtualClock implements InstantSource {
  private volatile Instant now;

  public VirtualClock(Instant start) {
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void set(Instant instant) {
    now = instant;
  }
}
