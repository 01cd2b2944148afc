package io.gamekeeper.local.observe;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The metrics that one service of the stage sends under AWS's names. Its declaration is what alarms
 * are checked against, and the only way to a recorder: nothing is sent that is not declared.
 */
public final class ServiceMetrics {
  private final MetricStore store;
  private final List<ServiceMetric> declared;
  private final Map<ServiceMetric, Map<Map<String, String>, Recorder>> recorders =
      new ConcurrentHashMap<>();

  private ServiceMetrics(MetricStore store, List<ServiceMetric> declared) {
    this.store = store;
    this.declared = declared;
  }

  /** Declares what a service sends. */
  public static ServiceMetrics declare(
      MetricStore store, CloudWatchNames watched, List<ServiceMetric> metrics) {
    List<ServiceMetric> declared = List.copyOf(metrics);
    watched.sends(declared);
    return new ServiceMetrics(store, declared);
  }

  /**
   * Returns what records a metric of one resource, under each of the metric's dimension sets for
   * which the resource has values. To be kept by those that record often. CloudWatch learns of the
   * metric with its first value.
   *
   * @param dimensions of the resource; may have names that the metric does not use
   */
  public Recorder recorder(ServiceMetric metric, Map<String, String> dimensions) {
    return recorder(metric, dimensions, dimensions.keySet()::containsAll);
  }

  /** The same under exactly one dimension set, for values that differ between the sets. */
  public Recorder recorderOf(ServiceMetric metric, Map<String, String> dimensions) {
    return recorder(metric, dimensions, dimensions.keySet()::equals);
  }

  private Recorder recorder(
      ServiceMetric metric, Map<String, String> dimensions, Predicate<Set<String>> chosen) {
    if (!declared.contains(metric)) {
      throw new IllegalArgumentException(metric + " is not declared");
    }
    List<MetricName> names =
        metric.dimensionSets().stream()
            .filter(chosen)
            .map(set -> name(metric, set, dimensions))
            .toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(metric + " has other dimensions than " + dimensions);
    }
    return new StripedRecorder(store, metric.unit(), names);
  }

  /** Records a value now and then; what is recorded often keeps its {@link #recorder}. */
  public void record(ServiceMetric metric, Map<String, String> dimensions, double value) {
    recorders
        .computeIfAbsent(metric, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(Map.copyOf(dimensions), of -> recorder(metric, of))
        .record(value);
  }

  private static MetricName name(
      ServiceMetric metric, Iterable<String> set, Map<String, String> dimensions) {
    Map<String, String> chosen = new HashMap<>();
    set.forEach(dimension -> chosen.put(dimension, dimensions.get(dimension)));
    return new MetricName(metric.namespace(), metric.name(), chosen);
  }
}
