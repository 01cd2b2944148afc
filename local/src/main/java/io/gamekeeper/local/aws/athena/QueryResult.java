package io.gamekeeper.local.aws.athena;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a query returned, in the texts of Athena.
 *
 * @param rows without the names of the columns
 */
record QueryResult(List<ResultColumn> columns, List<List<@Nullable String>> rows) {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  /** A result that nothing is in. */
  static final QueryResult NONE = new QueryResult(List.of(), List.of());

  /**
   * A column of a result.
   *
   * @param type as Athena calls it
   */
  record ResultColumn(String name, String type) {}

  /** Reads what the engine returned. */
  static QueryResult of(ResultSet results, List<String> names) throws SQLException {
    ResultSetMetaData data = results.getMetaData();
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      String name = i <= names.size() ? names.get(i - 1) : "";
      columns.add(
          new ResultColumn(
              name.isEmpty() ? data.getColumnLabel(i) : name, type(data.getColumnTypeName(i))));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (results.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(text(results.getObject(i)));
      }
      rows.add(row);
    }
    return new QueryResult(columns, rows);
  }

  private static String type(String engineType) throws SQLException {
    String type = engineType.toUpperCase(Locale.ROOT);
    if (type.startsWith("DECIMAL")) {
      return "decimal";
    }
    return switch (type) {
      case "VARCHAR" -> "varchar";
      case "BOOLEAN" -> "boolean";
      case "INTEGER" -> "integer";
      // The engine adds up what Athena adds up to a bigint, in a type of its own.
      case "BIGINT", "HUGEINT" -> "bigint";
      case "DOUBLE" -> "double";
      case "DATE" -> "date";
      case "TIMESTAMP" -> "timestamp";
      default -> throw new SQLException("the stage has no results of type " + engineType);
    };
  }

  private static @Nullable String text(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Timestamp time -> TIMESTAMP.format(time.toLocalDateTime());
      case LocalDateTime time -> TIMESTAMP.format(time);
      default -> Objects.toString(value);
    };
  }

  /** Returns the names of the columns, which come first among the rows of an answer. */
  List<@Nullable String> header() {
    List<@Nullable String> header = new ArrayList<>();
    columns.forEach(column -> header.add(column.name()));
    return header;
  }

  /** Returns the result as the file that Athena writes. */
  String csv() {
    StringBuilder csv = new StringBuilder();
    line(csv, header());
    for (List<@Nullable String> row : rows) {
      line(csv, row);
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, List<@Nullable String> row) {
    for (int i = 0; i < row.size(); i++) {
      csv.append(i == 0 ? "" : ",");
      @Nullable String value = row.get(i);
      if (value != null) {
        csv.append('"').append(value.replace("\"", "\"\"")).append('"');
      }
    }
    csv.append('\n');
  }
}
