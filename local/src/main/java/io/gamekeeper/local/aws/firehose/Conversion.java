package io.gamekeeper.local.aws.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.lake.Column;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of JSON documents, as the Hive SerDe does: fields without a column are dropped,
 * columns without a field are null.
 *
 * @param columns of the rows
 */
record Conversion(List<Column> columns) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A document that is no row. */
  static final class UnconvertibleException extends Exception {
    private static final long serialVersionUID = 1L;

    UnconvertibleException(String message) {
      super(message);
    }
  }

  /**
   * Returns the row of a document.
   *
   * @return a value for each column: a text, number, truth value, {@link LocalDateTime} or null
   */
  List<@Nullable Object> row(byte[] document) throws UnconvertibleException {
    JsonNode object;
    try {
      object = JSON.readTree(document);
    } catch (IOException e) {
      throw new UnconvertibleException("Data is not valid JSON.");
    }
    List<@Nullable Object> row = new ArrayList<>();
    for (Column column : columns) {
      row.add(value(column, object.path(column.name())));
    }
    return row;
  }

  private static @Nullable Object value(Column column, JsonNode value)
      throws UnconvertibleException {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    return switch (column.type()) {
      case STRING -> checked(column, value, value.isValueNode()).asText();
      case INT -> checked(column, value, isWhole(value) && value.canConvertToInt()).intValue();
      case BIGINT -> checked(column, value, isWhole(value) && value.canConvertToLong()).longValue();
      case DOUBLE -> checked(column, value, value.isNumber()).doubleValue();
      case BOOLEAN -> checked(column, value, value.isBoolean()).booleanValue();
      case TIMESTAMP -> timestamp(column, checked(column, value, value.isTextual()));
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber();
  }

  /** The form of {@code java.sql.Timestamp.valueOf}, which is the SerDe's without another. */
  private static LocalDateTime timestamp(Column column, JsonNode value)
      throws UnconvertibleException {
    String text = value.textValue();
    try {
      if (text.indexOf(' ') > 0) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
      }
    } catch (DateTimeException e) {
      // as below
    }
    throw wrong(column, value);
  }

  private static JsonNode checked(Column column, JsonNode value, boolean fits)
      throws UnconvertibleException {
    if (!fits) {
      throw wrong(column, value);
    }
    return value;
  }

  private static UnconvertibleException wrong(Column column, JsonNode value) {
    return new UnconvertibleException(
        "The data does not match the schema: column %s is %s, not %s."
            .formatted(column.name(), column.type().glueName(), value));
  }
}
