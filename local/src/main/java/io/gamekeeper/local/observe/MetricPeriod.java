package io.gamekeeper.local.observe;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.HdrHistogram.DoubleHistogram;
import org.jspecify.annotations.Nullable;

/** What was measured of one metric in one period of its resolution; guarded by its series. */
final class MetricPeriod {
  private static final int DIGITS = 2;

  final long start;
  private double count;
  private double sum;
  private double minimum = Double.POSITIVE_INFINITY;
  private double maximum = Double.NEGATIVE_INFINITY;

  /** Whether percentiles are known: no value is negative, and all are known one by one. */
  private boolean ranked = true;

  private @Nullable DoubleHistogram open;
  private float[] values = {};
  private float[] counts = {};

  MetricPeriod(long start) {
    this.start = start;
  }

  /** Counts a value, as often as that. */
  void add(double value, double times) {
    rank(value, times);
    addAll(times, value * times, value, value);
  }

  /** Notes how often a value was measured, where percentiles are known. */
  private void rank(double value, double times) {
    if (value < 0) {
      ranked = false;
    } else if (ranked && open == null && count > 0 && (value != minimum || value != maximum)) {
      openUp();
    }
    if (ranked && open != null) {
      open.recordValueWithCount(value, Math.round(times));
    }
  }

  /** Counts what somebody has aggregated. */
  void add(double samples, double total, double least, double most) {
    if (least == most) {
      add(least, samples);
      return;
    }
    ranked = false;
    addAll(samples, total, least, most);
  }

  /** Counts all that another period has. */
  void add(MetricPeriod other) {
    ranked &= other.ranked;
    if (ranked && count == 0 && other.minimum < other.maximum) {
      openUp();
    }
    if (ranked) {
      other.forEach(this::rank);
    }
    addAll(other.count, other.sum, other.minimum, other.maximum);
  }

  private void addAll(double samples, double total, double least, double most) {
    count += samples;
    sum += total;
    minimum = Math.min(minimum, least);
    maximum = Math.max(maximum, most);
    if (!ranked) {
      open = null;
      values = new float[0];
      counts = new float[0];
    }
  }

  private void openUp() {
    DoubleHistogram histogram = new DoubleHistogram(DIGITS);
    histogram.setAutoResize(true);
    forEach((value, times) -> histogram.recordValueWithCount(value, Math.round(times)));
    open = histogram;
  }

  /** Saves space: nothing is expected any more, but what comes is still counted. */
  void seal() {
    DoubleHistogram histogram = open;
    if (histogram == null) {
      return;
    }
    float[] found = new float[64];
    float[] times = new float[64];
    int size = 0;
    for (var each : histogram.recordedValues()) {
      if (size == found.length) {
        found = Arrays.copyOf(found, 2 * size);
        times = Arrays.copyOf(times, 2 * size);
      }
      found[size] = (float) each.getValueIteratedTo();
      times[size++] = each.getCountAddedInThisIterationStep();
    }
    values = Arrays.copyOf(found, size);
    counts = Arrays.copyOf(times, size);
    open = null;
  }

  /** Takes a value and how often it was measured. */
  private interface Counted {
    void take(double value, double times);
  }

  private void forEach(Counted counted) {
    DoubleHistogram histogram = open;
    if (histogram != null) {
      histogram
          .recordedValues()
          .forEach(
              each ->
                  counted.take(
                      each.getValueIteratedTo(), (double) each.getCountAddedInThisIterationStep()));
    } else if (values.length > 0) {
      for (int i = 0; i < values.length; i++) {
        counted.take(values[i], counts[i]);
      }
    } else if (count > 0) {
      counted.take(minimum, count);
    }
  }

  /** Adds what was measured to totals over several periods. */
  void addTo(Totals totals, boolean ranks) {
    totals.count += count;
    totals.sum += sum;
    totals.minimum = Math.min(totals.minimum, minimum);
    totals.maximum = Math.max(totals.maximum, maximum);
    totals.ranked &= ranked;
    if (ranks && totals.ranked) {
      forEach((value, times) -> totals.distribution.merge(value, times, Double::sum));
    }
  }

  /** Totals over several periods. */
  static final class Totals {
    double count;
    double sum;
    double minimum = Double.POSITIVE_INFINITY;
    double maximum = Double.NEGATIVE_INFINITY;
    boolean ranked = true;
    final NavigableMap<Double, Double> distribution = new TreeMap<>();
  }
}
