package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** Reads fields of the API's answers; what is missing or null is an empty text. */
final class Facts {
  private Facts() {}

  /** Returns a field as text. */
  static String text(JsonNode object, String field) {
    return object.path(field).asText("");
  }

  /** Returns a number with what it counts; nothing if it is not known. */
  static String counted(JsonNode object, String field, String what) {
    String number = text(object, field);
    return number.isEmpty() ? "" : number + " " + what;
  }

  /** Returns a time in whole seconds; what is no time as it is. */
  static String second(JsonNode object, String field) {
    String text = text(object, field);
    try {
      return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeParseException e) {
      return text;
    }
  }

  /** Returns seconds as people read them: {@code 1.25 s}, {@code 12 ms}. */
  static String duration(double seconds) {
    return seconds < 1
        ? String.format(Locale.ROOT, "%d ms", Math.round(seconds * 1000))
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /** Returns the elements of an array; none if there is no array. */
  static List<JsonNode> items(JsonNode object, String field) {
    return StreamSupport.stream(object.path(field).spliterator(), false).toList();
  }

  /** Returns an array of texts. */
  static List<String> texts(JsonNode object, String field) {
    return items(object, field).stream().map(each -> each.asText("")).toList();
  }
}
