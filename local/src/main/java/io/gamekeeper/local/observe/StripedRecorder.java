package io.gamekeeper.local.observe;

import io.gamekeeper.local.observe.MetricStore.Batches;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Records values under several dimension sets, for requests that cannot wait for each other: every
 * thread counts in one of some stripes, and a stripe hands its values over when it is full, when
 * its minute is over, and before the store is read.
 */
final class StripedRecorder implements Recorder {
  private static final int STRIPES =
      Integer.highestOneBit(Math.max(2, Runtime.getRuntime().availableProcessors())) * 2;

  /** How many different values a stripe keeps. */
  private static final int LENGTH = 16;

  private static final int PERIOD_SECONDS = 60;

  private final MetricStore store;
  private final String unit;
  private final List<MetricName> names;
  private final AtomicReferenceArray<@Nullable Stripe> stripes =
      new AtomicReferenceArray<>(STRIPES);
  private volatile Batches @Nullable [] opened;

  StripedRecorder(MetricStore store, String unit, List<MetricName> names) {
    this.store = store;
    this.unit = unit;
    this.names = names;
  }

  @Override
  public void record(double value) {
    stripe((int) Thread.currentThread().threadId() & (STRIPES - 1))
        .record(store.epochSecond(), value);
  }

  private Stripe stripe(int index) {
    Stripe known = stripes.get(index);
    if (known != null) {
      return known;
    }
    Stripe added = new Stripe();
    Stripe other = stripes.compareAndExchange(index, null, added);
    return other == null ? added : other;
  }

  /** Returns the metric's series; CloudWatch learns of them with their first values. */
  private Batches[] series() {
    Batches[] all = opened;
    if (all == null) {
      all = names.stream().map(name -> store.batches(name, unit)).toArray(Batches[]::new);
      opened = all;
    }
    return all;
  }

  /** The values of some threads; a value that comes again and again takes one place. */
  private final class Stripe {
    private final double[] values = new double[LENGTH];
    private final long[] counts = new long[LENGTH];
    private int length;
    private long period;
    private boolean announced;

    synchronized void record(long epochSecond, double value) {
      long current = epochSecond / PERIOD_SECONDS;
      if (length > 0 && current != period) {
        handOver();
      }
      period = current;
      if (length > 0 && values[length - 1] == value) {
        counts[length - 1]++;
        return;
      }
      if (length == LENGTH) {
        handOver();
      }
      values[length] = value;
      counts[length] = 1;
      length++;
      if (!announced) {
        announced = true;
        store.beforeReading(this::handOverBeforeReading);
      }
    }

    private synchronized void handOverBeforeReading() {
      announced = false;
      handOver();
    }

    private void handOver() {
      if (length > 0) {
        for (Batches one : series()) {
          one.record(period * PERIOD_SECONDS, values, counts, length);
        }
        length = 0;
      }
    }
  }
}
