package io.gamekeeper.local.time;

import java.util.Optional;

/**
 * Something under way that an agenda counts: a task's run, or a request from outside. Code may hand
 * it to another thread that works for it by {@link #bind}.
 */
public final class Activity {
  private static final ScopedValue<Activity> CURRENT = ScopedValue.newInstance();

  Activity() {}

  /** The one that the calling thread works for. */
  public static Optional<Activity> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Binds this one for the code that the carrier runs. */
  public ScopedValue.Carrier bind() {
    return ScopedValue.where(CURRENT, this);
  }
}
