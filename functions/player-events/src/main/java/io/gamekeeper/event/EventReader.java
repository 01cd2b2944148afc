package io.gamekeeper.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventField;
import io.gamekeeper.contract.event.EventLimits;
import io.gamekeeper.contract.event.EventType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an event that a player sent and checks it against its type's schema. */
public final class EventReader {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern FIELD_NAME = Pattern.compile("[\\p{L}\\p{N}_.$-]{1,64}");
  private static final Set<String> FIELDS = Set.of("id", "type", "version", "at", "data");
  private static final int ECHOED = 40;
  private static final int DERIVED_ID_LENGTH = 32;

  private EventReader() {}

  /** What was read. */
  public sealed interface Result {
    /** An event that can be accepted. */
    record Valid(PlayerEvent event) implements Result {}

    /** An event that breaks a rule; the reason says which, for its sender. */
    record Invalid(String reason) implements Result {}
  }

  /** An event breaks a rule. */
  private static final class InvalidEventException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidEventException(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * Reads an event.
   *
   * @param player who sent it
   * @param now when it arrived
   */
  public static Result read(@Nullable JsonNode sent, String player, Instant now) {
    try {
      return new Result.Valid(event(sent, player, now.truncatedTo(ChronoUnit.MILLIS)));
    } catch (InvalidEventException e) {
      return new Result.Invalid(String.valueOf(e.getMessage()));
    }
  }

  private static PlayerEvent event(@Nullable JsonNode sent, String player, Instant now)
      throws InvalidEventException {
    if (!(sent instanceof ObjectNode object)) {
      throw new InvalidEventException("an event must be an object");
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new InvalidEventException(
            "field '" + echo(field.getKey()) + "' is unknown: what happened belongs into 'data'");
      }
    }
    EventType type = type(object.get("type"));
    int version = version(object.get("version"), type);
    Instant at = time(object.get("at"), now);
    ObjectNode data = data(object.get("data"));
    check(data);
    for (EventField field : type.fields()) {
      check(field, data.get(field.name()));
    }
    return new PlayerEvent(
        id(object.get("id"), type, at, data), type, version, player, at, now, data);
  }

  private static EventType type(@Nullable JsonNode value) throws InvalidEventException {
    if (value == null || !value.isTextual()) {
      throw new InvalidEventException("field 'type' must be a text");
    }
    Optional<EventType> type = EventType.named(value.textValue());
    if (type.isEmpty()) {
      throw new InvalidEventException("type '" + echo(value.textValue()) + "' is unknown");
    }
    return type.get();
  }

  private static int version(@Nullable JsonNode value, EventType type)
      throws InvalidEventException {
    if (value == null) {
      return type.version();
    }
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > type.version()) {
      throw new InvalidEventException(
          "field 'version' must be an integer from 1 to "
              + type.version()
              + ", the newest of "
              + type.typeName());
    }
    return value.intValue();
  }

  private static Instant time(@Nullable JsonNode value, Instant now) throws InvalidEventException {
    Instant at;
    try {
      if (value == null || !value.isTextual()) {
        throw new DateTimeException("no text");
      }
      at = OffsetDateTime.parse(value.textValue()).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw new InvalidEventException(
          "field 'at' must be a time such as \"2026-11-30T10:00:00.000Z\"");
    }
    if (at.isAfter(now.plus(EventLimits.AHEAD))) {
      throw new InvalidEventException(
          "field 'at' is more than "
              + EventLimits.AHEAD.toMinutes()
              + " minutes in the future: check the sender's clock");
    }
    if (at.isBefore(now.minus(EventLimits.AGE))) {
      throw new InvalidEventException(
          "field 'at' is more than " + EventLimits.AGE.toDays() + " days ago");
    }
    return at;
  }

  private static ObjectNode data(@Nullable JsonNode value) throws InvalidEventException {
    if (value == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (value instanceof ObjectNode data) {
      return data;
    }
    throw new InvalidEventException("field 'data' must be an object");
  }

  /** Checks what holds for all data, known or not. */
  private static void check(ObjectNode data) throws InvalidEventException {
    if (data.size() > EventLimits.FIELDS) {
      throw new InvalidEventException(
          "'data' has more than " + EventLimits.FIELDS + " fields: " + data.size());
    }
    int bytes = data.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > EventLimits.DATA_BYTES) {
      throw new InvalidEventException(
          "'data' has " + bytes + " bytes; " + EventLimits.DATA_BYTES + " are allowed");
    }
    check(data, 1);
  }

  private static void check(JsonNode node, int depth) throws InvalidEventException {
    if (node.isContainerNode() && depth > EventLimits.DEPTH) {
      throw new InvalidEventException(
          "'data' is nested deeper than " + EventLimits.DEPTH + " levels");
    }
    if (node.isTextual()) {
      checkText(node.textValue());
    }
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (!FIELD_NAME.matcher(field.getKey()).matches()) {
          throw new InvalidEventException(
              "'data' has a field whose name is not 1 to 64 letters, digits and _ . $ -: '"
                  + echo(field.getKey())
                  + "'");
        }
        check(field.getValue(), depth + 1);
      }
    } else {
      for (JsonNode item : node) {
        check(item, depth + 1);
      }
    }
  }

  private static void checkText(String text) throws InvalidEventException {
    if (text.length() > EventLimits.TEXT) {
      throw new InvalidEventException(
          "'data' has a text of "
              + text.length()
              + " characters; "
              + EventLimits.TEXT
              + " are allowed");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lone =
          Character.isHighSurrogate(c)
              ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
              : Character.isLowSurrogate(c)
                  && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
      if (lone || (c < ' ' && c != '\n' && c != '\t' && c != '\r')) {
        throw new InvalidEventException("'data' has a text with a control character");
      }
    }
  }

  private static void check(EventField field, @Nullable JsonNode value)
      throws InvalidEventException {
    if (value == null || value.isNull()) {
      if (field.required()) {
        throw new InvalidEventException(
            "'data." + field.name() + "' is missing: " + field.kind().words());
      }
      return;
    }
    if (!fits(field.kind(), value)) {
      throw new InvalidEventException(
          "'data." + field.name() + "' must be " + field.kind().words());
    }
  }

  private static boolean fits(EventField.Kind kind, JsonNode value) {
    return switch (kind) {
      case EventField.Text text ->
          value.isTextual() && value.textValue().length() <= text.longest();
      case EventField.Choice choice ->
          value.isTextual() && choice.values().contains(value.textValue());
      case EventField.Whole whole ->
          value.isIntegralNumber()
              && value.canConvertToLong()
              && value.longValue() >= whole.least()
              && value.longValue() <= whole.most();
      case EventField.Decimal decimal ->
          value.isNumber()
              && value.doubleValue() >= decimal.least()
              && value.doubleValue() <= decimal.most();
    };
  }

  private static String id(@Nullable JsonNode value, EventType type, Instant at, ObjectNode data)
      throws InvalidEventException {
    if (value == null) {
      return derivedId(type, at, data);
    }
    if (!value.isTextual() || !ID.matcher(value.textValue()).matches()) {
      throw new InvalidEventException("field 'id' must be 1 to 64 of letters, digits and . _ : -");
    }
    return value.textValue();
  }

  /** Returns the id of an event that came without one: the same for the same content. */
  private static String derivedId(EventType type, Instant at, ObjectNode data) {
    return ContentHash.of(type.typeName() + "\n" + at + "\n" + data)
        .substring(0, DERIVED_ID_LENGTH);
  }

  private static String echo(String text) {
    return text.length() > ECHOED ? text.substring(0, ECHOED) + "…" : text;
  }
}
