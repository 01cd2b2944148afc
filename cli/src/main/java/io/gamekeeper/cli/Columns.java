package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Text in columns. */
final class Columns {
  private Columns() {}

  /**
   * Returns one indented line for each row; each column is as wide as its widest cell. What cannot
   * be printed in a cell is spelt out.
   */
  static List<String> lines(List<List<String>> rows) {
    List<List<String>> printable =
        rows.stream().map(row -> row.stream().map(Printable::of).toList()).toList();
    return printable.stream().map(row -> line(row, printable)).toList();
  }

  /** Returns an answer with {@code columns} and {@code rows} as lines; none if it has no rows. */
  static List<String> table(JsonNode answer) {
    List<String> head = Facts.texts(answer, "columns");
    List<List<String>> table = new ArrayList<>();
    table.add(head);
    for (JsonNode row : Facts.items(answer, "rows")) {
      List<String> cells = new ArrayList<>();
      for (int column = 0; column < head.size(); column++) {
        cells.add(row.path(column).asText(""));
      }
      table.add(cells);
    }
    return table.size() == 1 ? List.of() : lines(table);
  }

  private static String line(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int at = column;
      int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
      String cell = row.get(column);
      line.append("  ").append(cell).repeat(" ", width - cell.length());
    }
    return line.toString().stripTrailing();
  }
}
