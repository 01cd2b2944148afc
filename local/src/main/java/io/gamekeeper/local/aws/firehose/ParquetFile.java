package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.lake.Column;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.lake.ParquetEngine.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as Parquet files, compressed by Snappy; one at a time, in a database that it opens
 * for the first and keeps, as opening one takes longer than most files.
 */
final class ParquetFile implements AutoCloseable {
  private final ParquetEngine engine;
  private final List<Column> columns;
  private boolean closed;
  private @Nullable Room room;

  ParquetFile(ParquetEngine engine, List<Column> columns) {
    this.engine = engine;
    this.columns = List.copyOf(columns);
  }

  /** Takes rows, one after the other. */
  interface Rows {
    void add(List<@Nullable Object> row) throws SQLException;
  }

  /** Gives rows. */
  interface Source {
    void writeTo(Rows rows) throws SQLException, IOException;
  }

  /** Returns the content of a file with the rows of a source. */
  synchronized byte[] of(Source source) throws SQLException, IOException {
    Room opened = opened();
    opened.execute("CREATE OR REPLACE TABLE rows (" + declared() + ")");
    try (DuckDBAppender appender = opened.connection().createAppender("main", "rows")) {
      source.writeTo(row -> append(appender, row));
    }
    Path file = opened.folder().resolve("rows.parquet");
    try {
      opened.execute(
          "COPY rows TO "
              + ParquetEngine.text(file.toString())
              + " (FORMAT parquet, COMPRESSION snappy)");
      opened.execute("DROP TABLE rows");
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Room opened() throws SQLException {
    if (closed) {
      throw new SQLException("the stage ends");
    }
    Room current = room;
    if (current == null) {
      current = engine.open();
      room = current;
    }
    return current;
  }

  private String declared() {
    return columns.stream()
        .map(column -> ParquetEngine.name(column.name()) + " " + column.type().engineName())
        .collect(Collectors.joining(", "));
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

  @Override
  public synchronized void close() {
    closed = true;
    if (room != null) {
      room.close();
      room = null;
    }
  }
}
