package io.gamekeeper.local.aws.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.target.Call;
import java.io.IOException;
import software.amazon.event.ruler.Machine;

/**
 * A subscription's filter policy, of EventBridge's pattern language, on a message's attributes or
 * its body.
 */
final class MessageFilter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULE = "filter";

  private final Machine matcher = Machine.builder().build();
  private final boolean onBody;

  /**
   * Reads a policy.
   *
   * @param onBody whether it is about the body, which is JSON then
   * @throws IllegalArgumentException if the policy is not understood
   */
  MessageFilter(JsonNode policy, boolean onBody) {
    this.onBody = onBody;
    try {
      matcher.addRule(RULE, policy.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException("is not understood: " + e.getMessage(), e);
    }
  }

  boolean passes(Notification notification) {
    try {
      JsonNode matched = onBody ? JSON.readTree(notification.body()) : attributes(notification);
      return matched.isObject() && !matcher.rulesForJSONEvent(matched.toString()).isEmpty();
    } catch (JsonProcessingException e) {
      return false; // a body that is not JSON passes no filter on it
    } catch (Exception e) { // the library's signature; it reads what was written just now
      throw new IllegalStateException("a notification cannot be matched: " + notification, e);
    }
  }

  private static ObjectNode attributes(Notification notification) throws JsonProcessingException {
    ObjectNode all = JSON.createObjectNode();
    for (var attribute : notification.attributes().entrySet()) {
      Call.Attribute value = attribute.getValue();
      switch (value.type()) {
        case "Number", "String.Array" -> all.set(attribute.getKey(), JSON.readTree(value.value()));
        default -> all.put(attribute.getKey(), value.value());
      }
    }
    return all;
  }
}
