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

/** Reads JSON of other parties: whatever is not as expected is just not there. */
final class Documents {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private Documents() {}

  /** The JSON object in a text, if that is what it is. */
  static Optional<JsonNode> object(String text) {
    try {
      return Optional.<JsonNode>ofNullable(READER.readValue(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A member that is a text with something in it. */
  static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.path(member).textValue()).filter(text -> !text.isBlank());
  }

  /** A member that is an integer, or a text with one in it, as APIs write large numbers. */
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

  /** A member with milliseconds since the epoch. */
  static Optional<Instant> millis(JsonNode object, String member) {
    return integer(object, member).map(Instant::ofEpochMilli);
  }

  /** A member with a time in RFC 3339. */
  static Optional<Instant> time(JsonNode object, String member) {
    return text(object, member).flatMap(Documents::time);
  }

  /** A time in RFC 3339. */
  static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
