package io.gamekeeper.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventField;
import io.gamekeeper.contract.event.LakeTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Puts events into the lake, under the player's pseudonym and without personal or unknown fields:
 * nothing in the lake leads to a player once the pseudonym is forgotten.
 */
public final class LakeListener implements EventListener {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern(LakeTable.TIMESTAMP_FORMAT, Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Lake lake;
  private final Players players;

  public LakeListener(Lake lake, Players players) {
    this.lake = lake;
    this.players = players;
  }

  @Override
  public Map<PlayerEvent, String> handle(List<PlayerEvent> events) {
    List<Lake.Row> rows = new ArrayList<>();
    Map<PlayerEvent, String> failures =
        EventListener.each(
            events,
            event -> {
              Players.Known player = players.of(event.player(), event.received());
              if (event.received().isAfter(player.erased())) {
                rows.add(new Lake.Row(event, row(event, player.pseudonym()).toString()));
              }
            });
    if (!rows.isEmpty()) {
      failures.putAll(lake.put(rows));
    }
    return failures;
  }

  private static ObjectNode row(PlayerEvent event, String pseudonym) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put(LakeTable.EVENT_ID, event.id());
    row.put(LakeTable.PLAYER, pseudonym);
    row.put(LakeTable.VERSION, event.version());
    row.put(LakeTable.AT, timestamp(event.at()));
    row.put(LakeTable.RECEIVED, timestamp(event.received()));
    for (EventField field : event.type().fields()) {
      JsonNode value = event.data().get(field.name());
      if (value != null && !value.isNull() && !field.personal()) {
        row.set(field.name(), value);
      }
    }
    row.put(LakeTable.TYPE, event.type().typeName());
    row.put(LakeTable.DAY, LocalDate.ofInstant(event.at(), ZoneOffset.UTC).toString());
    return row;
  }

  private static String timestamp(Instant time) {
    return TIMESTAMP.format(time);
  }
}
