package io.gamekeeper.local.observe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

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
