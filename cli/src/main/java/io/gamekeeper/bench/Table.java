package io.gamekeeper.bench;

import io.gamekeeper.load.Measurements.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in plain text: the first column is a name, the others are numbers. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    row(heads);
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Returns a table whose rows are {@link #latencies}. */
  static Table ofLatencies(String title) {
    return new Table(title, "p50", "p90", "p99", "p99.9", "max", "calls", "errors", "");
  }

  /**
   * Adds a row of calls.
   *
   * @param mark whether they met their target
   */
  void latencies(String name, Interval calls, String mark) {
    row(
        name,
        number(calls.millisAt(50)),
        number(calls.millisAt(90)),
        number(calls.millisAt(99)),
        number(calls.millisAt(99.9)),
        number(calls.maximumMillis()),
        Long.toString(calls.calls()),
        Long.toString(calls.errors()),
        mark);
  }

  /** Returns a number as the tables write it. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Returns the lines, each column as wide as its widest cell. */
  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths =
        IntStream.range(0, columns)
            .map(
                column ->
                    rows.stream()
                        .filter(row -> row.size() > column)
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(column -> padded(row.get(column), widths[column], column > 0))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .toList();
  }

  private static String padded(String text, int width, boolean right) {
    String blanks = " ".repeat(width - text.length());
    return right ? blanks + text : text + blanks;
  }
}
