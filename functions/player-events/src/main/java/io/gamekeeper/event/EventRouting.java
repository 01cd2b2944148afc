package io.gamekeeper.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts events into the queue, and those whose listener needs each player's order into the queue
 * that keeps it too.
 */
final class EventRouting {
  private final Listeners listeners;
  private final EventQueue queue;

  EventRouting(Listeners listeners, EventQueue queue) {
    this.listeners = listeners;
    this.queue = queue;
  }

  /**
   * Sends a message. When it returns the queues have its events; if it throws, they may.
   *
   * @throws EventQueueException if a queue did not confirm them
   */
  void send(EventMessage message) {
    if (message.events().isEmpty()) {
      return;
    }
    queue.send(message);
    Map<String, List<PlayerEvent>> ordered = new LinkedHashMap<>();
    for (PlayerEvent event : message.events()) {
      if (listeners.needsOrder(event.type())) {
        ordered.computeIfAbsent(event.player(), _ -> new ArrayList<>()).add(event);
      }
    }
    ordered.forEach(
        (player, events) ->
            queue.sendInOrder(player, new EventMessage(events, message.queued(), message.retry())));
  }
}
