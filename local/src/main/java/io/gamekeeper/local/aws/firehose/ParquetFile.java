package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.lake.Column;
import io.gamekeeper.local.lake.ParquetEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** Writes rows as a Parquet file, compressed by Snappy. */
record ParquetFile(ParquetEngine engine, List<Column> columns) {

  /** Returns the content of a file with these rows. */
  byte[] of(List<List<@Nullable Object>> rows) throws SQLException, IOException {
    try (ParquetEngine.Room room = engine.open()) {
      room.execute(
          "CREATE TABLE rows ("
              + columns.stream()
                  .map(
                      column ->
                          ParquetEngine.name(column.name()) + " " + column.type().engineName())
                  .collect(Collectors.joining(", "))
              + ")");
      try (DuckDBAppender appender = room.connection().createAppender("main", "rows")) {
        for (List<@Nullable Object> row : rows) {
          append(appender, row);
        }
      }
      Path file = room.folder().resolve("rows.parquet");
      room.execute(
          "COPY rows TO "
              + ParquetEngine.text(file.toString())
              + " (FORMAT parquet, COMPRESSION snappy)");
      return Files.readAllBytes(file);
    }
  }

  private static void append(DuckDBAppender appender, List<@Nullable Object> row)
      throws SQLException {
    appender.beginRow();
    for (@Nullable Object value : row) {
      switch (value) {
        case null -> appender.appendNull();
        case String text -> appender.append(text);
        case Integer number -> appender.append(number.intValue());
        case Long number -> appender.append(number.longValue());
        case Double number -> appender.append(number.doubleValue());
        case Boolean truth -> appender.append(truth.booleanValue());
        case LocalDateTime time -> appender.append(time);
        default -> throw new IllegalArgumentException("a " + value.getClass());
      }
    }
    appender.endRow();
  }
}
