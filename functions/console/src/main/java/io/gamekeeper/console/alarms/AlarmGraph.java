package io.gamekeeper.console.alarms;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an alarm watches, over time. A composite alarm has no series.
 *
 * @param threshold null if it has none of its own
 */
public record AlarmGraph(
    @Utc Instant from,
    @Utc Instant to,
    int periodSeconds,
    @Nullable Double threshold,
    List<Line> series) {
  public AlarmGraph {
    series = List.copyOf(series);
  }

  /**
   * A series.
   *
   * @param unit as CloudWatch spells it; null if it is not known
   * @param color null, for the reader's choice
   * @param times seconds since the epoch, ascending
   * @param values one per time; null for what is no number
   */
  public record Line(
      String label,
      @Nullable String unit,
      @Nullable String color,
      List<Long> times,
      List<@Nullable Double> values) {}
}
