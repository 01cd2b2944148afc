package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Reads JSON of other parties: a member that is not as expected counts as absent. */
final class Documents {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private Documents() {}

  /** Returns the JSON object in a text; empty if the text is something else. */
  static Optional<JsonNode> object(String text) {
    try {
      return Optional.<JsonNode>ofNullable(READER.readValue(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns a member that is a text and not blank. */
  static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.path(member).textValue()).filter(text -> !text.isBlank());
  }

  /**
   * Returns a member that is an integer, or a text with an integer, as APIs write large numbers.
   */
  static Optional<Long> integer(JsonNode object, String member) {
    JsonNode value = object.path(member);
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Optional.of(value.longValue());
    }
    try {
      return text(object, member).map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns a member with milliseconds since the epoch. */
  static Optional<Instant> millis(JsonNode object, String member) {
    return integer(object, member).map(Instant::ofEpochMilli);
  }

  /** Returns a member with a time in RFC 3339. */
  static Optional<Instant> time(JsonNode object, String member) {
    return text(object, member).flatMap(Documents::time);
  }

  /** Returns a time in RFC 3339. */
  static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
