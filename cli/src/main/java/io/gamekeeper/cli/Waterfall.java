package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A trace as text: a step in a line, below what called it, with a bar from its start to its end.
 */
final class Waterfall {
  private static final int WIDTH = 40;

  private Waterfall() {}

  /** Returns the lines of a trace, whose segments come in the order in which they are drawn. */
  static List<String> lines(JsonNode trace) {
    double total = trace.path("seconds").asDouble();
    Map<String, Integer> depths = new HashMap<>();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode segment : Facts.items(trace, "segments")) {
      int depth = depths.getOrDefault(Facts.text(segment, "parent"), -1) + 1;
      depths.put(Facts.text(segment, "id"), depth);
      double start = segment.path("start").asDouble();
      double seconds = segment.path("seconds").asDouble();
      rows.add(
          List.of(
              "  ".repeat(depth) + Facts.text(segment, "name"),
              bar(start, seconds, total),
              "at " + Facts.duration(start),
              Facts.duration(seconds),
              remarks(segment)));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s  %s"
            .formatted(Facts.text(trace, "id"), Facts.second(trace, "at"), Facts.duration(total)));
    lines.addAll(Columns.lines(rows));
    return lines;
  }

  /** Returns a bar of at least one block, which a step that takes no time has, too. */
  private static String bar(double start, double seconds, double total) {
    int from = place(start, total, WIDTH - 1);
    int to = Math.max(from + 1, place(start + seconds, total, WIDTH));
    return "·".repeat(from) + "█".repeat(to - from) + "·".repeat(WIDTH - to);
  }

  private static int place(double at, double total, int most) {
    return total <= 0 ? 0 : (int) Math.clamp(Math.round(at / total * WIDTH), 0L, (long) most);
  }

  private static String remarks(JsonNode segment) {
    String flags =
        Stream.of("fault", "error", "throttle")
            .filter(flag -> segment.path(flag).asBoolean())
            .collect(Collectors.joining(", "));
    return Stream.of(
            Facts.text(segment, "operation"),
            Facts.text(segment, "status"),
            flags,
            Facts.text(segment, "exception"))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("  "));
  }
}
