package io.gamekeeper.local.observe;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The identity of a metric in CloudWatch. */
public record MetricName(String namespace, String name, Map<String, String> dimensions) {
  public MetricName {
    dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
  }
}
