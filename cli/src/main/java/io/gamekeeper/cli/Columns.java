package io.gamekeeper.cli;

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
