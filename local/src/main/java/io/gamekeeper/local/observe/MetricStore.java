package io.gamekeeper.local.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The metrics in memory, as CloudWatch keeps them: per minute, or per second for metrics of high
 * resolution, and in coarser periods the older they are. Times are those of the stage's clock.
 *
 * <p>The number of metrics is limited. CloudWatch would take more and ask for money: who has a
 * dimension without a bound learns it here first.
 */
public final class MetricStore {
  /** At 0.30 USD a month for each, far more than a small studio would want to pay. */
  private static final int MOST_METRICS = 20_000;

  private static final Recorder NOWHERE = _ -> {};

  private final InstantSource clock;
  private final ErrorLog errors;
  private final Map<MetricName, MetricSeries> series = new ConcurrentHashMap<>();
  private final AtomicBoolean tooManyNoted = new AtomicBoolean();

  /** What puts values into the series that were counted elsewhere so far. */
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();

  /** No metrics yet; what is refused is noted among the errors. */
  public MetricStore(InstantSource clock, ErrorLog errors) {
    this.clock = clock;
    this.errors = errors;
  }

  /** Counts a value, now. Values that are no finite numbers are ignored. */
  public void record(MetricName metric, String unit, boolean highResolution, double value) {
    recorder(metric, unit, highResolution).record(value);
  }

  /** Returns what counts the values of one metric, for those that have many. */
  public Recorder recorder(MetricName metric, String unit, boolean highResolution) {
    return series(metric, unit, highResolution)
        .map(
            own ->
                (Recorder)
                    value -> {
                      if (Double.isFinite(value)) {
                        long now = clock.instant().getEpochSecond();
                        own.record(now, now, value, 1);
                      }
                    })
        .orElse(NOWHERE);
  }

  /** Returns what counts many values of one metric at once; its resolution is a minute. */
  Batches batches(MetricName metric, String unit) {
    Optional<MetricSeries> own = series(metric, unit, false);
    return (epochSecond, values, counts, length) -> {
      long now = epochSecond();
      own.ifPresent(
          found -> {
            for (int i = 0; i < length; i++) {
              if (Double.isFinite(values[i])) {
                found.record(epochSecond, now, values[i], (double) counts[i]);
              }
            }
          });
    };
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

  /**
   * Counts a value of another time, as often as that.
   *
   * @param value a finite number
   */
  public void record(
      MetricName metric,
      String unit,
      boolean highResolution,
      Instant at,
      double value,
      double times) {
    series(metric, unit, highResolution)
        .ifPresent(
            own -> own.record(at.getEpochSecond(), clock.instant().getEpochSecond(), value, times));
  }

  /** Counts values of another time of which only these totals are known. */
  public void record(
      MetricName metric,
      String unit,
      boolean highResolution,
      Instant at,
      double samples,
      double sum,
      double minimum,
      double maximum) {
    series(metric, unit, highResolution)
        .ifPresent(
            own ->
                own.record(
                    at.getEpochSecond(),
                    clock.instant().getEpochSecond(),
                    samples,
                    sum,
                    minimum,
                    maximum));
  }

  private Optional<MetricSeries> series(MetricName metric, String unit, boolean highResolution) {
    MetricSeries known = series.get(metric);
    if (known != null) {
      return Optional.of(known);
    }
    if (series.size() >= MOST_METRICS) {
      if (tooManyNoted.compareAndSet(false, true)) {
        errors.note(
            metric.namespace() + "/" + metric.name(),
            "is left out with dimensions "
                + metric.dimensions()
                + ": there are "
                + MOST_METRICS
                + " metrics already; bound the values of its dimensions");
      }
      return Optional.empty();
    }
    return Optional.of(series.computeIfAbsent(metric, _ -> new MetricSeries(unit, highResolution)));
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

  /** Returns the metric's unit; empty if there is no such metric. */
  public Optional<String> unit(MetricName metric) {
    takePending();
    return Optional.ofNullable(series.get(metric)).map(MetricSeries::unit);
  }

  /**
   * Returns the statistics of a metric in those periods in which anything was measured, oldest
   * first.
   *
   * @param from begin of the first period
   * @param to end of the last period, exclusive
   * @param period whole seconds
   * @param ranks whether percentiles are wanted
   */
  public List<Statistics> read(
      MetricName metric, Instant from, Instant to, Duration period, boolean ranks) {
    takePending();
    MetricSeries found = series.get(metric);
    return found == null
        ? List.of()
        : found.read(
            from.getEpochSecond(), to.getEpochSecond(), Math.toIntExact(period.toSeconds()), ranks);
  }

  /** Returns the statistics of all kept values of a metric; empty if there are none. */
  public Optional<Statistics> total(MetricName metric) {
    Instant now = clock.instant();
    return read(
            metric, now.minus(Duration.ofDays(20)), now.plusSeconds(1), Duration.ofDays(40), false)
        .stream()
        .findFirst();
  }

  /** Returns the sum of all kept values of a metric. */
  public double sum(MetricName metric) {
    return total(metric).map(Statistics::sum).orElse(0.0);
  }
}
