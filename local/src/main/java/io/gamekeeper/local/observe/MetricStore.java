package io.gamekeeper.local.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.DoubleHistogram;
import org.jspecify.annotations.Nullable;

/**
 * The metrics in memory, as CloudWatch keeps them: aggregates of the last three hours per minute,
 * or per second for metrics of high resolution. Times are those of the stage's clock.
 */
public final class MetricStore {
  private static final Duration KEPT = Duration.ofHours(3);
  private static final int DIGITS = 2;

  private final InstantSource clock;
  private final Map<MetricName, Series> series = new ConcurrentHashMap<>();

  /** What puts values into the series that were counted elsewhere so far. */
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();

  public MetricStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a value, now. */
  public void record(MetricName metric, String unit, boolean highResolution, double value) {
    recorder(metric, unit, highResolution).record(value);
  }

  /** Returns what counts the values of one metric, for those that have many. */
  public Recorder recorder(MetricName metric, String unit, boolean highResolution) {
    Series own = series.computeIfAbsent(metric, _ -> new Series(unit, highResolution ? 1 : 60));
    return value -> own.record(clock.instant().getEpochSecond(), value);
  }

  /** Returns what counts many values of one metric at once; its resolution is a minute. */
  Batches batches(MetricName metric, String unit) {
    return series.computeIfAbsent(metric, _ -> new Series(unit, 60))::record;
  }

  /** Counts values of one metric that came before. */
  @FunctionalInterface
  interface Batches {
    /**
     * Counts values of one period.
     *
     * @param epochSecond any of the period
     * @param counts how often each value came
     * @param length how many values there are
     */
    void record(long epochSecond, double[] values, long[] counts, int length);
  }

  /** Returns the second that it is now. */
  long epochSecond() {
    return clock.instant().getEpochSecond();
  }

  /** Has something done once before anything is read, as it has values that are not here yet. */
  void beforeReading(Runnable handOver) {
    pending.add(handOver);
  }

  private void takePending() {
    for (Runnable next = pending.poll(); next != null; next = pending.poll()) {
      next.run();
    }
  }

  /** Counts the values of one metric. */
  @FunctionalInterface
  public interface Recorder {
    /** Counts a value, now. */
    void record(double value);
  }

  /** Returns all metrics that were ever recorded, sorted. */
  public List<MetricName> names() {
    takePending();
    List<MetricName> names = new ArrayList<>(series.keySet());
    names.sort(
        Comparator.comparing(MetricName::namespace)
            .thenComparing(MetricName::name)
            .thenComparing(metric -> metric.dimensions().toString()));
    return Collections.unmodifiableList(names);
  }

  /** Returns the metric's unit, or null if there is no such metric. */
  public @Nullable String unit(MetricName metric) {
    takePending();
    Series found = series.get(metric);
    return found == null ? null : found.unit;
  }

  /**
   * Returns a metric's periods from an instant on, oldest first; empty if there is no such metric.
   */
  public List<Aggregate> since(MetricName metric, Instant from) {
    takePending();
    Series found = series.get(metric);
    return found == null ? List.of() : found.since(from.getEpochSecond());
  }

  /** Returns the sum of all kept values of a metric. */
  public double sum(MetricName metric) {
    return since(metric, Instant.EPOCH).stream().mapToDouble(Aggregate::sum).sum();
  }

  /**
   * One period of one metric.
   *
   * @param start of the period
   */
  public record Aggregate(
      Instant start,
      long count,
      double sum,
      double minimum,
      double maximum,
      double p50,
      double p99) {}

  private static final class Series {
    final String unit;
    private final int periodSeconds;
    private final NavigableMap<Long, Period> periods = new TreeMap<>();

    Series(String unit, int periodSeconds) {
      this.unit = unit;
      this.periodSeconds = periodSeconds;
    }

    synchronized void record(long epochSecond, double value) {
      period(epochSecond).record(value, 1);
    }

    synchronized void record(long epochSecond, double[] values, long[] counts, int length) {
      Period period = period(epochSecond);
      for (int i = 0; i < length; i++) {
        period.record(values[i], counts[i]);
      }
    }

    private Period period(long epochSecond) {
      long start = Math.floorDiv(epochSecond, periodSeconds) * periodSeconds;
      Period period = periods.computeIfAbsent(start, _ -> new Period());
      periods.headMap(start - KEPT.toSeconds()).clear();
      return period;
    }

    synchronized List<Aggregate> since(long epochSecond) {
      List<Aggregate> found = new ArrayList<>();
      periods
          .tailMap(Math.floorDiv(epochSecond, periodSeconds) * periodSeconds)
          .forEach((start, period) -> found.add(period.aggregate(Instant.ofEpochSecond(start))));
      return Collections.unmodifiableList(found);
    }
  }

  private static final class Period {
    private long count;
    private double sum;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;
    private @Nullable DoubleHistogram distribution;

    void record(double value, long times) {
      if (distribution == null && count > 0 && (value != minimum || value != maximum)) {
        distribution = new DoubleHistogram(DIGITS);
        distribution.setAutoResize(true);
        distribution.recordValueWithCount(Math.max(0, minimum), count);
      }
      if (distribution != null) {
        distribution.recordValueWithCount(Math.max(0, value), times);
      }
      count += times;
      sum += value * times;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }

    Aggregate aggregate(Instant start) {
      return new Aggregate(start, count, sum, minimum, maximum, percentile(50), percentile(99));
    }

    private double percentile(double percent) {
      return distribution == null
          ? minimum
          : Math.clamp(distribution.getValueAtPercentile(percent), minimum, maximum);
    }
  }
}
