package io.gamekeeper.console.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a graph, or a value of a widget: the last one.
 *
 * @param id unique in the graph
 * @param unit as CloudWatch spells it; null if it is not known
 * @param axis {@code left} or {@code right}
 * @param color as the dashboard says it; null for the reader's choice
 * @param times seconds since the epoch, ascending; a period in which nothing was measured is absent
 * @param values one per time; null for what is no number
 */
public record Series(
    String id,
    String label,
    @Nullable String unit,
    String axis,
    @Nullable String color,
    List<Long> times,
    List<@Nullable Double> values) {}
