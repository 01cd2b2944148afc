package io.gamekeeper.oncall.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Reads JSON of other parties and writes ours. */
final class Documents {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Documents() {}

  /** Returns the JSON object in a text; empty if the text is something else. */
  static Optional<JsonNode> object(String text) {
    try {
      return Optional.<JsonNode>ofNullable(MAPPER.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Returns a member that is a text and not blank. */
  static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.path(member).textValue()).filter(text -> !text.isBlank());
  }

  static ObjectNode create() {
    return MAPPER.createObjectNode();
  }
}
