package io.gamekeeper.local.time;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something under way that an agenda counts: a task's run, or a request from outside. Code may hand
 * it to another thread that works for it by {@link #carry}.
 */
public final class Activity {
  private static final ScopedValue<Activity> CURRENT = ScopedValue.newInstance();

  /** What threads work for that code starts by itself: no scope reaches them. */
  private static final InheritableThreadLocal<@Nullable Activity> INHERITED =
      new InheritableThreadLocal<>();

  private final boolean fromOutside;

  /** How many of its threads wait for what takes time; guarded by the agenda's lock. */
  private int waiting;

  private boolean over;

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
   * Does something on the calling thread; threads that it starts by itself work for the same
   * activity as the calling thread, as far as {@link Agenda#elapse} is concerned.
   */
  public static <T> T bequeath(Supplier<T> work) {
    INHERITED.set(current().orElse(null));
    try {
      return work.get();
    } finally {
      INHERITED.remove();
    }
  }

  /** The one that the calling thread works for, or was started by. */
  static Optional<Activity> currentOrInherited() {
    return current().or(() -> Optional.ofNullable(INHERITED.get()));
  }

  /**
   * Counts a thread that begins to wait, or ends to: the activity is quiet while any waits. Under
   * the agenda's lock.
   *
   * @param more -1 for a thread that begins to wait, 1 for one that goes on
   */
  void count(Agenda agenda, int more) {
    boolean quiet = waiting > 0;
    waiting -= more;
    if (!over && quiet != waiting > 0) {
      agenda.count(more);
    }
  }

  /** Ends: threads that it left behind count no longer. Under the agenda's lock. */
  void end(Agenda agenda) {
    over = true;
    if (waiting > 0) {
      agenda.count(1);
    }
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
