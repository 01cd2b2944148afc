package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.Statistics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a target tracking policy tracks.
 *
 * @param statistic one of those that {@link TrackedMetrics} takes
 * @param unit the only unit that counts; any if empty
 */
record TrackedMetric(MetricName name, String statistic, Optional<String> unit, Duration period) {

  /** Returns the values of the last whole periods, oldest first, without those that are missing. */
  List<Double> recent(MetricStore metrics, Instant now, int periods) {
    long seconds = period.toSeconds();
    Instant end = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
    Instant begin = end.minus(period.multipliedBy(periods));
    return metrics.read(name, begin, end, period, false).stream().map(this::value).toList();
  }

  private double value(Statistics values) {
    return switch (statistic) {
      case "Average" -> values.average();
      case "Minimum" -> values.minimum();
      case "Maximum" -> values.maximum();
      case "SampleCount" -> values.count();
      case "Sum" -> values.sum();
      default -> throw new IllegalStateException("no statistic " + statistic);
    };
  }
}
