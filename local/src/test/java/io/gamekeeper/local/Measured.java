package io.gamekeeper.local;

import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.Statistics;
import io.gamekeeper.local.service.Ground;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What services have sent under one of AWS's namespaces, for tests. */
public record Measured(Ground ground, String namespace) {

  /** The names of all metrics that have values. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    ground.metrics().names().stream()
        .filter(metric -> metric.namespace().equals(namespace))
        .forEach(metric -> names.add(metric.name()));
    return names;
  }

  public double sum(String metric, Map<String, String> dimensions) {
    return total(metric, dimensions).map(Statistics::sum).orElse(0.0);
  }

  /** The number of values. */
  public long samples(String metric, Map<String, String> dimensions) {
    return Math.round(total(metric, dimensions).map(Statistics::count).orElse(0.0));
  }

  private Optional<Statistics> total(String metric, Map<String, String> dimensions) {
    return ground.metrics().total(new MetricName(namespace, metric, dimensions));
  }

  /** The sums of the periods that have values, in minutes since the test's start. */
  public List<String> byMinute(String metric, Map<String, String> dimensions) {
    return periods(metric, dimensions).stream()
        .map(
            period ->
                Duration.between(LedTime.START, period.start()).toMinutes() + ": " + period.sum())
        .toList();
  }

  /** The periods that have values. */
  public List<Statistics> periods(String metric, Map<String, String> dimensions) {
    Instant now = ground.time().clock().instant().truncatedTo(ChronoUnit.MINUTES);
    return ground
        .metrics()
        .read(
            new MetricName(namespace, metric, dimensions),
            now.minus(Duration.ofHours(20)),
            now.plus(Duration.ofMinutes(1)),
            Duration.ofMinutes(1),
            true);
  }

  public String unit(String metric, Map<String, String> dimensions) {
    return ground.metrics().unit(new MetricName(namespace, metric, dimensions)).orElse("");
  }
}
