package io.gamekeeper.local.time;

import java.util.Optional;

/**
 * Something under way that an agenda counts: a task's run, or a request from outside. Code may hand
 * it to another thread that works for it by {@link #carry}.
 */
public final class Activity {
  private static final ScopedValue<Activity> CURRENT = ScopedValue.newInstance();

  Activity() {}

  /** The one that the calling thread works for. */
  public static Optional<Activity> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /**
   * Returns the work as another thread is to do it: for the activity of the calling thread, if it
   * works for one.
   */
  public static Runnable carry(Runnable work) {
    Optional<Activity> activity = current();
    return activity.isEmpty() ? work : () -> activity.get().bind().run(work);
  }

  ScopedValue.Carrier bind() {
    return ScopedValue.where(CURRENT, this);
  }
}
