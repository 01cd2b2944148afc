package io.gamekeeper.console.dashboards;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A widget, without its data. Texts are as the dashboard has them, with whatever markup.
 *
 * @param type as CloudWatch calls it; metrics, alarms and texts are drawn
 * @param markdown of a text
 * @param view {@code timeSeries}, {@code singleValue}, {@code bar}, {@code pie} or {@code gauge}
 * @param sparkline whether single values have a small graph behind them
 * @param periodSeconds of metrics that do not say their own
 * @param alarms names of the alarms that it shows
 * @param supported whether it can be drawn
 * @param note why not
 */
public record Widget(
    int index,
    String type,
    int x,
    int y,
    int width,
    int height,
    @Nullable String title,
    @Nullable String markdown,
    @Nullable String view,
    boolean stacked,
    boolean sparkline,
    @Nullable Integer periodSeconds,
    List<String> alarms,
    List<Annotation> annotations,
    Axes yAxis,
    boolean supported,
    @Nullable String note) {
  public Widget {
    alarms = List.copyOf(alarms);
    annotations = List.copyOf(annotations);
  }

  /**
   * A line across a graph, at a value or a time.
   *
   * @param value on an axis; of a time, seconds since the epoch
   * @param fill {@code above}, {@code below}, {@code before}, {@code after}; {@code between} to the
   *     next annotation; null for a line only
   * @param axis {@code left}, {@code right} or {@code time}
   */
  public record Annotation(
      @Nullable String label,
      double value,
      @Nullable String color,
      @Nullable String fill,
      String axis) {}

  /** The two vertical axes; one that is null is as the data needs it. */
  public record Axes(@Nullable Axis left, @Nullable Axis right) {}

  /** An axis; what is null is as the data needs it. */
  public record Axis(@Nullable String label, @Nullable Double min, @Nullable Double max) {}
}
