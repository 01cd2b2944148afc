package io.gamekeeper.fleet.system;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small JSON documents, read and written token by token. */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNumberLength(40)
                  .maxStringLength(65_536)
                  .build())
          .build();

  private Json() {}

  /** Writes the members of an object. */
  @FunctionalInterface
  public interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** Returns the object with these members, on one line. */
  public static String object(Members members) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /**
   * Returns the members of an object that are strings, booleans or numbers: {@code String}, {@code
   * Boolean}, {@code Long} or finite {@code Double}. Others are left out.
   *
   * @throws IOException if the text is anything but one object, or a number in it is too large; the
   *     message names no content
   */
  public static Map<String, Object> flatObject(String text) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        switch (json.nextToken()) {
          case VALUE_STRING -> members.put(name, json.getText());
          case VALUE_TRUE -> members.put(name, true);
          case VALUE_FALSE -> members.put(name, false);
          case VALUE_NUMBER_INT -> members.put(name, json.getLongValue());
          case VALUE_NUMBER_FLOAT -> members.put(name, finite(json.getDoubleValue()));
          case START_OBJECT, START_ARRAY -> json.skipChildren();
          case VALUE_NULL -> {}
          case null, default -> throw new IOException("not a JSON object");
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("something follows the JSON object");
      }
    }
    return members;
  }

  /**
   * Returns the number, unless it is too large: JSON has no infinity, but its numbers may become
   * one here and spoil every result.
   */
  private static double finite(double number) throws IOException {
    if (!Double.isFinite(number)) {
      throw new IOException("a number is too large");
    }
    return number;
  }
}
