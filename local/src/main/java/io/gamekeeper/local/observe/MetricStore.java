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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

  public MetricStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a value, now. */
  public void record(MetricName metric, String unit, boolean highResolution, double value) {
    recorder(metric, unit, highResolution).record(value);
  }

  /**
   * Counts values of which only these figures are known, at a time of their own; the percentiles
   * are then between their minimum and maximum.
   */
  public void publish(
      MetricName metric,
      String unit,
      boolean highResolution,
      Instant at,
      long count,
      double sum,
      double minimum,
      double maximum) {
    series
        .computeIfAbsent(metric, _ -> new Series(unit, highResolution ? 1 : 60))
        .publish(at.getEpochSecond(), count, sum, minimum, maximum);
  }

  /** Returns what counts the values of one metric, for those that have many. */
  public Recorder recorder(MetricName metric, String unit, boolean highResolution) {
    Series own = series.computeIfAbsent(metric, _ -> new Series(unit, highResolution ? 1 : 60));
    return value -> own.record(clock.instant().getEpochSecond(), value);
  }

  /** Counts the values of one metric. */
  @FunctionalInterface
  public interface Recorder {
    /** Counts a value, now. */
    void record(double value);
  }

  /** Returns all metrics that were ever recorded, sorted. */
  public List<MetricName> names() {
    List<MetricName> names = new ArrayList<>(series.keySet());
    names.sort(
        Comparator.comparing(MetricName::namespace)
            .thenComparing(MetricName::name)
            .thenComparing(metric -> metric.dimensions().toString()));
    return Collections.unmodifiableList(names);
  }

  /** Returns the metric's unit, or null if there is no such metric. */
  public @Nullable String unit(MetricName metric) {
    Series found = series.get(metric);
    return found == null ? null : found.unit;
  }

  /**
   * Returns a metric's periods from an instant on, oldest first; empty if there is no such metric.
   */
  public List<Aggregate> since(MetricName metric, Instant from) {
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
      long start = Math.floorDiv(epochSecond, periodSeconds) * periodSeconds;
      periods.computeIfAbsent(start, _ -> new Period()).record(value);
      periods.headMap(start - KEPT.toSeconds()).clear();
    }

    synchronized void publish(
        long epochSecond, long count, double sum, double minimum, double maximum) {
      long start = Math.floorDiv(epochSecond, periodSeconds) * periodSeconds;
      periods.computeIfAbsent(start, _ -> new Period()).merge(count, sum, minimum, maximum);
      periods.headMap(start - KEPT.toSeconds()).clear();
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

    void record(double value) {
      count++;
      sum += value;
      if (distribution == null && count > 1 && (value != minimum || value != maximum)) {
        distribution = new DoubleHistogram(DIGITS);
        distribution.setAutoResize(true);
        distribution.recordValueWithCount(Math.max(0, minimum), count - 1);
      }
      if (distribution != null) {
        distribution.recordValue(Math.max(0, value));
      }
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }

    void merge(long more, double total, double least, double most) {
      if (distribution == null) {
        distribution = new DoubleHistogram(DIGITS);
        distribution.setAutoResize(true);
        if (count > 0) {
          distribution.recordValueWithCount(Math.max(0, minimum), count);
        }
      }
      distribution.recordValueWithCount(Math.max(0, total / more), more);
      count += more;
      sum += total;
      minimum = Math.min(minimum, least);
      maximum = Math.max(maximum, most);
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
