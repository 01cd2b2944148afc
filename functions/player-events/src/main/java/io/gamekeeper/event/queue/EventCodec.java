package io.gamekeeper.event.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.EventMessage.Retry;
import io.gamekeeper.event.PlayerEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events in a message of a queue: JSON that the product writes and reads. Releases that run side by
 * side read each other's messages.
 */
public final class EventCodec {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private EventCodec() {}

  /** Returns the message's body. */
  public static String write(EventMessage message) {
    ObjectNode body = JSON.createObjectNode();
    message.queued().ifPresent(queued -> body.put("queued", queued.toEpochMilli()));
    message
        .retry()
        .ifPresent(
            retry ->
                body.putObject("retry")
                    .put("listener", retry.listener())
                    .put("failures", retry.failures())
                    .put("reason", retry.reason()));
    ArrayNode events = body.putArray("events");
    for (PlayerEvent event : message.events()) {
      events
          .addObject()
          .put("id", event.id())
          .put("type", event.type().typeName())
          .put("version", event.version())
          .put("player", event.player())
          .put("at", event.at().toEpochMilli())
          .put("received", event.received().toEpochMilli())
          .set("data", event.data());
    }
    return body.toString();
  }

  /**
   * Reads a message's body.
   *
   * @throws IllegalArgumentException if it is none that {@link #write} wrote; says what is wrong
   */
  public static EventMessage read(String body) {
    JsonNode message;
    try {
      message = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the message is not JSON", e);
    }
    List<PlayerEvent> events = new ArrayList<>();
    for (JsonNode event : required(message, "events")) {
      events.add(event(event));
    }
    if (events.isEmpty()) {
      throw new IllegalArgumentException("the message has no events");
    }
    return new EventMessage(events, queued(message.path("queued")), retry(message.path("retry")));
  }

  private static Optional<Instant> queued(JsonNode queued) {
    return queued.isMissingNode()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(queued.asLong()));
  }

  private static Optional<Retry> retry(JsonNode retry) {
    return retry.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Retry(
                required(retry, "listener").asText(),
                required(retry, "failures").asInt(),
                required(retry, "reason").asText()));
  }

  private static PlayerEvent event(JsonNode event) {
    String type = required(event, "type").asText();
    if (!(required(event, "data") instanceof ObjectNode data)) {
      throw new IllegalArgumentException("the data of an event is no object");
    }
    return new PlayerEvent(
        required(event, "id").asText(),
        EventType.named(type)
            .orElseThrow(() -> new IllegalArgumentException("type " + type + " is unknown")),
        required(event, "version").asInt(),
        required(event, "player").asText(),
        Instant.ofEpochMilli(required(event, "at").asLong()),
        Instant.ofEpochMilli(required(event, "received").asLong()),
        data);
  }

  private static JsonNode required(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("the message lacks '" + name + "'");
    }
    return value;
  }
}
