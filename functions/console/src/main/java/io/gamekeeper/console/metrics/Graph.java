package io.gamekeeper.console.metrics;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;

/**
 * The series of a widget.
 *
 * @param from the start of the first period
 * @param periodSeconds the shortest period of the series
 * @param messages what a reader should know of the series, in sentences
 */
public record Graph(
    @Utc Instant from,
    @Utc Instant to,
    int periodSeconds,
    List<Series> series,
    List<String> messages) {
  public Graph {
    series = List.copyOf(series);
    messages = List.copyOf(messages);
  }
}
