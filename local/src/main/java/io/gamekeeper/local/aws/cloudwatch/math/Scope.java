package io.gamekeeper.local.aws.cloudwatch.math;

import java.util.List;
import java.util.Map;

/**
 * What an expression is evaluated with.
 *
 * @param values what the other queries result in, by their ids
 * @param metrics the ids of those that are metrics and not expressions, in their order
 */
public record Scope(Grid grid, Map<String, Value> values, List<String> metrics) {
  public Scope {
    values = Map.copyOf(values);
    metrics = List.copyOf(metrics);
  }
}
