package io.gamekeeper.local.aws.lambda;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The time limits of invocations. Nearly all invocations end in time: so a limit is only an entry
 * in a set, and the watching thread is woken only for a limit that ends before its next look. The
 * threads are not those that functions share, since functions may occupy all of them.
 */
final class TimeLimits implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final long origin = System.nanoTime();
  private final Set<Limit> running = ConcurrentHashMap.newKeySet();

  /** The time of the thread's next look, in nanoseconds since the origin. */
  private final AtomicLong nextLook = new AtomicLong(NEVER);

  private final Thread watch = Thread.ofPlatform().daemon().name("time limits").start(this::watch);
  private volatile boolean closed;

  /** A running limit. */
  static final class Limit {
    private final Duration duration;
    private final BooleanSupplier asleep;
    private final Runnable over;
    private volatile long nanos;

    private Limit(Duration duration, BooleanSupplier asleep, Runnable over) {
      this.duration = duration;
      this.asleep = asleep;
      this.over = over;
    }
  }

  /**
   * Sets a limit.
   *
   * @param asleep whether the invocation sleeps by a clock that somebody else lets go on: then the
   *     limit begins again
   * @param over runs in a thread of its own when the limit is over, unless it was ended before
   */
  Limit start(Duration duration, BooleanSupplier asleep, Runnable over) {
    Limit limit = new Limit(duration, asleep, over);
    begin(limit);
    return limit;
  }

  private void begin(Limit limit) {
    limit.nanos = now() + limit.duration.toNanos();
    running.add(limit);
    if (limit.nanos < nextLook.get()
        && limit.nanos < nextLook.getAndAccumulate(limit.nanos, Math::min)) {
      LockSupport.unpark(watch);
    }
  }

  /** Ends a limit; an action that has begun already goes on. */
  void end(Limit limit) {
    running.remove(limit);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watch);
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  private void watch() {
    while (!closed) {
      long now = now();
      if (nextLook.get() <= now) {
        // The time is reset before the look: a limit that is set meanwhile is seen, or wakes the
        // thread.
        nextLook.set(NEVER);
        for (Limit limit : List.copyOf(running)) {
          if (limit.nanos > now) {
            nextLook.accumulateAndGet(limit.nanos, Math::min);
          } else if (limit.asleep.getAsBoolean()) {
            limit.nanos = now + limit.duration.toNanos();
            nextLook.accumulateAndGet(limit.nanos, Math::min);
          } else if (running.remove(limit)) {
            Thread.ofPlatform().daemon().name("time limit").start(limit.over);
          }
        }
      }
      LockSupport.parkNanos(this, Math.max(1, nextLook.get() - now()));
    }
  }
}
