package io.gamekeeper.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventType;
import java.time.Instant;

/** Events for tests. */
public final class Events {
  public static final Instant AT = Instant.parse("2026-11-30T10:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  public static PlayerEvent login(String player, String id) {
    return event(EventType.LOGIN, player, id, "{\"platform\": \"web\"}");
  }

  public static PlayerEvent levelUp(String player, String id, int level) {
    return event(EventType.LEVEL_UP, player, id, "{\"level\": " + level + "}");
  }

  public static PlayerEvent event(EventType type, String player, String id, String data) {
    try {
      return new PlayerEvent(
          id, type, 1, player, AT, AT.plusMillis(40), (ObjectNode) JSON.readTree(data));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
