package io.gamekeeper.event;

import java.util.List;
import java.util.Map;

/** Notes the level that a player reached last. Takes each player's events in order. */
public final class ProgressListener implements EventListener {
  private final Players players;

  public ProgressListener(Players players) {
    this.players = players;
  }

  @Override
  public Map<PlayerEvent, String> handle(List<PlayerEvent> events) {
    for (PlayerEvent event : events) {
      players.reachedLevel(
          event.player(), event.data().path("level").longValue(), event.at(), event.received());
    }
    return Map.of();
  }
}
