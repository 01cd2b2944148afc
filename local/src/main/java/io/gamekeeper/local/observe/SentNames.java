package io.gamekeeper.local.observe;

import io.gamekeeper.contract.GameMetric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The names of the metrics that something on the stage sends: what its services declare, and the
 * game's own metrics, which functions and servers send.
 */
final class SentNames {
  private static final String OF_AWS = "AWS/";

  private final Map<String, List<ServiceMetric>> declared = new ConcurrentHashMap<>();

  void add(List<ServiceMetric> metrics) {
    metrics.forEach(
        metric ->
            declared
                .computeIfAbsent(
                    metric.namespace() + " " + metric.name(), _ -> new CopyOnWriteArrayList<>())
                .add(metric));
  }

  /** Returns why nothing sends a metric; empty if something does. */
  Optional<String> problem(String namespace, String metric, Set<String> dimensions) {
    return namespace.startsWith(OF_AWS)
        ? problemOfService(namespace, metric, dimensions)
        : problemOfGame(namespace, metric, dimensions);
  }

  private Optional<String> problemOfService(
      String namespace, String metric, Set<String> dimensions) {
    List<ServiceMetric> found = declared.getOrDefault(namespace + " " + metric, List.of());
    if (found.isEmpty()) {
      return Optional.of("no service of the stage sends it");
    }
    List<Set<String>> sets =
        found.stream().flatMap(each -> each.dimensionSets().stream()).distinct().toList();
    return sets.contains(dimensions)
        ? Optional.empty()
        : Optional.of(
            "it is sent by %s, not by %s"
                .formatted(
                    sets.stream().map(set -> new TreeSet<>(set).toString()).sorted().toList(),
                    new TreeSet<>(dimensions)));
  }

  private Optional<String> problemOfGame(String namespace, String metric, Set<String> dimensions) {
    if (declared.containsKey(namespace + " " + metric)) {
      return problemOfService(namespace, metric, dimensions);
    }
    Optional<GameMetric> known =
        Arrays.stream(GameMetric.values())
            .filter(game -> game.metricName().equals(metric))
            .findFirst();
    if (known.isEmpty()) {
      return Optional.of("neither functions nor servers send it");
    }
    if (known.get().source() == GameMetric.Source.LOG) {
      return Optional.of("no metric filter counts it");
    }
    return sets(known.get()).contains(dimensions)
        ? Optional.empty()
        : Optional.of("it is not sent by " + new TreeSet<>(dimensions));
  }

  private static Set<Set<String>> sets(GameMetric metric) {
    return metric.dimensionSets().stream()
        .map(
            set ->
                set.dimensions().stream()
                    .map(GameMetric.Dimension::dimensionName)
                    .collect(Collectors.toSet()))
        .collect(Collectors.toSet());
  }
}
