package io.gamekeeper.payment.database;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection in use. Each method is one round trip. */
final class Session {
  private final Connection connection;
  private boolean abandoned;

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Writes; returns how many rows the statement's condition matched. */
  int update(Sql sql, @Nullable Object... values) throws SQLException {
    return updateEach(sql, 1, values);
  }

  /** Writes so many rows or for so many values. */
  int updateEach(Sql sql, int times, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql.times(times), values)) {
      return statement.executeUpdate();
    }
  }

  /** Writes unless a unique key is taken; returns how many rows were written. */
  int updateUnlessTaken(Sql sql, @Nullable Object... values) throws SQLException {
    try {
      return update(sql, values);
    } catch (SQLException e) {
      if (DatabaseErrors.of(e) == DatabaseErrors.DUPLICATE_KEY) {
        return 0;
      }
      throw e;
    }
  }

  <T> List<T> list(Sql sql, Row<T> row, @Nullable Object... values) throws SQLException {
    return listEach(sql, 1, row, values);
  }

  /** Reads for so many values. */
  <T> List<T> listEach(Sql sql, int times, Row<T> row, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql.times(times), values);
        ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(row.read(rows));
      }
      return list;
    }
  }

  <T> Optional<T> first(Sql sql, Row<T> row, @Nullable Object... values) throws SQLException {
    return list(sql, row, values).stream().findFirst();
  }

  /** Marks the transaction as one that must write nothing. */
  <T> T abandon(T result) {
    abandoned = true;
    return result;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  private PreparedStatement prepare(String text, @Nullable Object[] values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      statement.setObject(i + 1, value instanceof Instant at ? utc(at) : value);
    }
    return statement;
  }

  // The engines differ in what they do with more than milliseconds.
  private static LocalDateTime utc(Instant at) {
    return LocalDateTime.ofInstant(at.truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
  }

  /** Returns the bytes of a text for a column that compares bytes. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the text of a column that compares bytes. */
  static @Nullable String text(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, LocalDateTime.class))
        .map(at -> at.toInstant(ZoneOffset.UTC));
  }
}
