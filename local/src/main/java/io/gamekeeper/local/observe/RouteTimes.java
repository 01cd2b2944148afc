package io.gamekeeper.local.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The response times of the load balancer's routes: in total, and without engine calls. */
public final class RouteTimes {
  private static final long HIGHEST_MICROS = 120_000_000L;
  private static final int DIGITS = 3;

  private final ConcurrentMap<String, Route> routes = new ConcurrentHashMap<>();

  /** Counts one answered call. */
  public void record(String route, long totalNanos, long engineNanos, int status) {
    Route times = routes.computeIfAbsent(route, _ -> new Route());
    times.total.recordValue(micros(totalNanos));
    times.own.recordValue(micros(totalNanos - engineNanos));
    if (status >= 500) {
      times.failures.increment();
    }
  }

  /** Forgets everything, for instance after a warm-up. */
  public void reset() {
    routes.clear();
  }

  /** Returns all routes that were called, by name. */
  public Map<String, Summary> summaries() {
    Map<String, Summary> summaries = new TreeMap<>();
    routes.forEach(
        (name, times) ->
            summaries.put(
                name,
                new Summary(
                    times.total.getTotalCount(),
                    times.failures.sum(),
                    Percentiles.of(times.total),
                    Percentiles.of(times.own))));
    return summaries;
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 0, HIGHEST_MICROS);
  }

  private static final class Route {
    final Histogram total = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    final Histogram own = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    final LongAdder failures = new LongAdder();
  }

  /**
   * The calls of a route.
   *
   * @param failures answers with a status of 500 and above
   * @param own total time without engine calls
   */
  public record Summary(long calls, long failures, Percentiles total, Percentiles own) {}

  /** Percentiles in microseconds. */
  public record Percentiles(long p50Micros, long p99Micros, long maxMicros) {
    static Percentiles of(Histogram histogram) {
      return new Percentiles(
          histogram.getValueAtPercentile(50),
          histogram.getValueAtPercentile(99),
          histogram.getMaxValue());
    }
  }
}
