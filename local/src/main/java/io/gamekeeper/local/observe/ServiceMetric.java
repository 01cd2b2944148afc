package io.gamekeeper.local.observe;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A metric that AWS documents for a service and that the stage's service sends.
 *
 * @param unit as CloudWatch calls it, for instance {@code Count}
 * @param dimensionSets the names of dimensions under which each value is sent, once per set
 */
public record ServiceMetric(
    String namespace, String name, String unit, List<Set<String>> dimensionSets) {
  public ServiceMetric {
    dimensionSets = dimensionSets.stream().map(Set::copyOf).toList();
  }

  /**
   * A metric.
   *
   * @param dimensionSets each with commas between the names; an empty text is the set of none
   */
  public static ServiceMetric of(
      String namespace, String name, String unit, String... dimensionSets) {
    return new ServiceMetric(
        namespace,
        name,
        unit,
        Arrays.stream(dimensionSets)
            .map(set -> set.isEmpty() ? Set.<String>of() : Set.of(set.split(",", -1)))
            .toList());
  }
}
