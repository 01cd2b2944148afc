package io.gamekeeper.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the listeners' queue is full: whether at least a given number of messages waited in
 * it when it was last looked at, which is at most every {@link #BETWEEN}. A queue that does not
 * tell its length counts as it did before.
 */
public final class QueueGauge {
  /** How long a look holds. */
  public static final Duration BETWEEN = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(QueueGauge.class);

  private final IntSupplier depth;
  private final int fullAt;
  private final InstantSource clock;
  private final Consumer<Boolean> looked;
  private final ReentrantLock looking = new ReentrantLock();

  private volatile boolean full;
  private volatile @Nullable Instant last;

  /**
   * Creates a gauge that has not looked yet.
   *
   * @param depth how many messages wait now
   * @param fullAt at how many the queue is full
   * @param looked hears of each look whether the queue was full
   */
  public QueueGauge(IntSupplier depth, int fullAt, InstantSource clock, Consumer<Boolean> looked) {
    if (fullAt < 1) {
      throw new IllegalArgumentException("a queue is full at 1 message or more, not " + fullAt);
    }
    this.depth = depth;
    this.fullAt = fullAt;
    this.clock = clock;
    this.looked = looked;
  }

  /**
   * Returns whether the queue is full; one caller at a time looks, the others go by the last look.
   */
  public boolean isFull() {
    Instant now = clock.instant();
    Instant before = last;
    if ((before == null || !now.isBefore(before.plus(BETWEEN))) && looking.tryLock()) {
      try {
        last = now;
        look();
      } finally {
        looking.unlock();
      }
    }
    return full;
  }

  private void look() {
    try {
      full = depth.getAsInt() >= fullAt;
      looked.accept(full);
    } catch (EventQueueException e) {
      LOG.warn("The events' queue does not tell its length", e);
    }
  }
}
