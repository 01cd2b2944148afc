package io.gamekeeper.local.observe;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The names that CloudWatch knows of the templates' resources: alarms, and the values of metrics'
 * dimensions, as far as the stage knows them. AWS accepts an alarm on any other value, but it never
 * goes off.
 */
public final class CloudWatchNames {
  /** The dimensions that all metrics of a namespace have. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of("AWS/WAFV2", List.of("Region", "Rule", "WebACL"));

  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();
  private final Set<String> alarms = ConcurrentHashMap.newKeySet();
  private final SentNames sent = new SentNames();
  private final Queue<Watch> watches = new ConcurrentLinkedQueue<>();

  /**
   * An alarm on a metric that nothing on the stage sends: it never goes off by itself.
   *
   * @param alarm its name
   * @param metric namespace and name
   * @param reason why it is not sent
   */
  public record Unsent(String alarm, String metric, String reason) {}

  private record Watch(String alarm, String namespace, String metric, Set<String> dimensions) {}

  /** Creates a collection without names. */
  public CloudWatchNames() {
    List.of("AWS/WAFV2 Rule", "AWS/WAFV2 WebACL").forEach(this::values);
    List.of("AWS/AutoScaling AutoScalingGroupName", "AWS/EC2 AutoScalingGroupName")
        .forEach(this::values);
  }

  private Set<String> values(String dimension) {
    return known.computeIfAbsent(dimension, _ -> ConcurrentHashMap.newKeySet());
  }

  /** Adds a value of a dimension of metrics. */
  public void add(String namespace, String dimension, String value) {
    values(namespace + " " + dimension).add(value);
  }

  /** Notes an alarm, by its name or by its ARN. */
  public void addAlarm(String alarm) {
    alarms.add(alarm);
  }

  /** Notes what a service of the stage sends. */
  void sends(List<ServiceMetric> metrics) {
    sent.add(metrics);
  }

  /** Notes that an alarm watches a metric. */
  public void watches(String alarm, String namespace, String metric, Set<String> dimensionNames) {
    watches.add(new Watch(alarm, namespace, metric, Set.copyOf(dimensionNames)));
  }

  /**
   * Returns why nothing on the stage sends such a metric; empty if something does. To be asked when
   * all services exist.
   */
  public Optional<String> notSent(String namespace, String metric, Set<String> dimensionNames) {
    return sent.problem(namespace, metric, dimensionNames);
  }

  /** Returns the alarms on metrics that nothing sends, in the order of their names. */
  public List<Unsent> unsent() {
    return watches.stream()
        .flatMap(
            watch ->
                notSent(watch.namespace(), watch.metric(), watch.dimensions()).stream()
                    .map(
                        reason ->
                            new Unsent(
                                watch.alarm(), watch.namespace() + " " + watch.metric(), reason)))
        .distinct()
        .sorted(Comparator.comparing(Unsent::alarm).thenComparing(Unsent::metric))
        .toList();
  }

  /** Tells whether a template declares such an alarm. */
  public boolean hasAlarm(String alarm) {
    return alarms.contains(alarm);
  }

  /**
   * Returns why there is no such metric, if there is none; called when all resources exist.
   *
   * @return the reason, for a message that begins with the metric's place
   */
  public Optional<String> problem(String namespace, Map<String, String> dimensions) {
    for (String required : REQUIRED.getOrDefault(namespace, List.of())) {
      if (!dimensions.containsKey(required)) {
        return Optional.of(
            "has no dimension " + required + ", which all metrics of " + namespace + " have");
      }
    }
    for (Map.Entry<String, String> dimension : new TreeMap<>(dimensions).entrySet()) {
      Set<String> values = known.get(namespace + " " + dimension.getKey());
      if (values != null && !values.contains(dimension.getValue())) {
        return Optional.of(
            "has %s=%s, which %s does not measure; there is %s"
                .formatted(
                    dimension.getKey(), dimension.getValue(), namespace, new TreeSet<>(values)));
      }
    }
    return Optional.empty();
  }
}
