package io.gamekeeper.local.aws.firehose;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What keys begin with, with expressions for what differs between files.
 *
 * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html">Custom prefixes
 *     for Amazon S3 objects</a>
 */
final class Prefix {
  private static final Pattern EXPRESSION = Pattern.compile("!\\{([^:}]*):([^}]*)}");

  private final List<Part> parts;

  /** A part of a prefix. */
  private sealed interface Part {
    record Fixed(String text) implements Part {}

    record ByQuery(String key) implements Part {}

    record Time(DateTimeFormatter format) implements Part {}

    record ErrorType() implements Part {}
  }

  private Prefix(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads a prefix.
   *
   * @throws IllegalArgumentException if it has an expression that the stage does not know
   */
  static Prefix parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher expression = EXPRESSION.matcher(text);
    int end = 0;
    while (expression.find()) {
      parts.add(new Part.Fixed(text.substring(end, expression.start())));
      parts.add(part(expression.group(1), expression.group(2), expression.group()));
      end = expression.end();
    }
    parts.add(new Part.Fixed(text.substring(end)));
    return new Prefix(parts);
  }

  private static Part part(String namespace, String value, String whole) {
    return switch (namespace) {
      case "partitionKeyFromQuery" -> new Part.ByQuery(value);
      case "timestamp" ->
          new Part.Time(DateTimeFormatter.ofPattern(value, Locale.ROOT).withZone(ZoneOffset.UTC));
      case "firehose" -> {
        if (!value.equals("error-output-type")) {
          throw new IllegalArgumentException("has " + whole + ", which the stage does not have");
        }
        yield new Part.ErrorType();
      }
      default -> throw new IllegalArgumentException("has " + whole + ", which is not known");
    };
  }

  /** Returns the keys of a query that it uses. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    for (Part part : parts) {
      if (part instanceof Part.ByQuery(String key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Tells whether it says why records are there. */
  boolean saysWhy() {
    return parts.stream().anyMatch(Part.ErrorType.class::isInstance);
  }

  /** Returns the prefix of files of a partition, of which the first record came at a time. */
  String of(Map<String, String> partition, Instant arrival) {
    return text(partition, arrival, "");
  }

  /** Returns the prefix of records that could not become part of a file. */
  String ofErrors(String errorType, Instant arrival) {
    return text(Map.of(), arrival, errorType);
  }

  private String text(Map<String, String> partition, Instant arrival, String errorType) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          switch (part) {
            case Part.Fixed(String fixed) -> fixed;
            case Part.ByQuery(String key) -> partition.getOrDefault(key, "");
            case Part.Time(DateTimeFormatter format) -> format.format(arrival);
            case Part.ErrorType _ -> errorType;
          });
    }
    return text.toString();
  }
}
