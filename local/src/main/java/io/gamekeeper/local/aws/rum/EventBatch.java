package io.gamekeeper.local.aws.rum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The body of a {@code PutRumEvents} request.
 *
 * @param alias what the monitor's policy may ask for
 * @param version the client's own
 * @param user session and user, as far as the client tells them
 * @see <a
 *     href="https://docs.aws.amazon.com/cloudwatchrum/latest/APIReference/API_PutRumEvents.html">PutRumEvents</a>
 */
record EventBatch(
    String id,
    Optional<String> alias,
    Optional<String> version,
    JsonNode user,
    List<Event> events) {
  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Pattern UUID =
      Pattern.compile("[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}");

  private static final int LONGEST_ALIAS = 255;

  /** The instants that JSON numbers of seconds can mean, with room for every calendar. */
  private static final double LATEST = 253_402_300_799d;

  EventBatch {
    events = List.copyOf(events);
  }

  /**
   * An event.
   *
   * @param id in lower case
   * @param bytes how large the event is, as it was sent
   */
  record Event(
      String id, Instant timestamp, String type, JsonNode metadata, JsonNode details, int bytes) {}

  /** A request is not valid. */
  static final class InvalidException extends Exception {
    InvalidException(String message) {
      super(message);
    }
  }

  /**
   * Reads a request.
   *
   * @throws InvalidException if it is not as the API reference says
   */
  static EventBatch read(byte[] body) throws InvalidException {
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (IOException e) {
      throw new InvalidException("Could not parse request body into json: it is not JSON");
    }
    if (!request.isObject()) {
      throw new InvalidException("Could not parse request body into json: it is no object");
    }
    JsonNode monitor = object(request, "AppMonitorDetails");
    JsonNode user = object(request, "UserDetails");
    for (String name : List.of("sessionId", "userId")) {
      if (user.has(name)) {
        uuid(user, "userDetails." + name, name);
      }
    }
    Optional<String> alias = optionalText(request, "alias", "Alias");
    if (alias.filter(text -> text.isEmpty() || text.length() > LONGEST_ALIAS).isPresent()) {
      throw violated("alias", "Member must have length between 1 and " + LONGEST_ALIAS);
    }
    JsonNode list = request.path("RumEvents");
    if (!list.isArray()) {
      throw violated("rumEvents", "Member must be a list");
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      events.add(event("rumEvents." + (i + 1) + ".member", list.path(i)));
    }
    return new EventBatch(
        uuid(request, "batchId", "BatchId"),
        alias,
        optionalText(monitor, "appMonitorDetails.version", "version"),
        user,
        events);
  }

  private static Event event(String where, JsonNode event) throws InvalidException {
    if (!event.isObject()) {
      throw violated(where, "Member must be a structure");
    }
    JsonNode seconds = event.path("timestamp");
    if (!seconds.isNumber() || !(Math.abs(seconds.doubleValue()) <= LATEST)) {
      throw violated(where + ".timestamp", "Member must be a timestamp in seconds");
    }
    String type = required(event, where + ".type", "type");
    return new Event(
        uuid(event, where + ".id", "id").toLowerCase(Locale.ROOT),
        Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000)),
        type,
        optionalText(event, where + ".metadata", "metadata").isPresent()
            ? json(event, where + ".metadata", "metadata")
            : JsonNodeFactory.instance.objectNode(),
        json(event, where + ".details", "details"),
        event.toString().getBytes(StandardCharsets.UTF_8).length);
  }

  private static JsonNode object(JsonNode parent, String name) throws InvalidException {
    JsonNode value = parent.path(name);
    if (!value.isObject()) {
      throw violated(
          name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
          "Member must be a structure");
    }
    return value;
  }

  private static String uuid(JsonNode parent, String where, String name) throws InvalidException {
    String text = required(parent, where, name);
    if (!UUID.matcher(text).matches()) {
      throw violated(where, "Member must satisfy regular expression pattern: " + UUID);
    }
    return text;
  }

  private static JsonNode json(JsonNode parent, String where, String name) throws InvalidException {
    try {
      JsonNode value = JSON.readTree(required(parent, where, name));
      if (value.isObject()) {
        return value;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw violated(where, "Member must be a JSON object, as text");
  }

  private static String required(JsonNode parent, String where, String name)
      throws InvalidException {
    return optionalText(parent, where, name)
        .orElseThrow(() -> violated(where, "Member must not be null"));
  }

  private static Optional<String> optionalText(JsonNode parent, String where, String name)
      throws InvalidException {
    JsonNode value = parent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw violated(where, "Member must be a string");
    }
    return Optional.of(value.textValue());
  }

  private static InvalidException violated(String where, String constraint) {
    return new InvalidException(
        "1 validation error detected: Value at '"
            + where
            + "' failed to satisfy constraint: "
            + constraint);
  }
}
