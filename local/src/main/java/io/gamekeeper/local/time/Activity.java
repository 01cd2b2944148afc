package io.gamekeeper.local.time;

import java.util.Optional;

/**
 * Something under way that an agenda counts: a task's run, or a request from outside. Code may hand
 * it to another thread that works for it by {@link #carry}.
 */
public final class Activity {
  private static final ScopedValue<Activity> CURRENT = ScopedValue.newInstance();

  private final boolean fromOutside;

  private Activity(boolean fromOutside) {
    this.fromOutside = fromOutside;
  }

  /** A task's run. */
  static Activity ofTask() {
    return new Activity(false);
  }

  /** What is done for a caller from outside, who lets a led clock go on when it has to wait. */
  static Activity fromOutside() {
    return new Activity(true);
  }

  boolean isFromOutside() {
    return fromOutside;
  }

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
