package io.gamekeeper.event;

import java.util.List;
import java.util.Map;

/**
 * What is called with events. It may be called with an event more than once, also at the same time,
 * and must have the effect of one call: by the event's id.
 */
@FunctionalInterface
public interface EventListener {
  /**
   * Handles events.
   *
   * @return those that it failed for, with the reason of each; an exception fails all of them
   */
  Map<PlayerEvent, String> handle(List<PlayerEvent> events);
}
