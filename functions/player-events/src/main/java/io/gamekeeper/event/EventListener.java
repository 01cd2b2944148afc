package io.gamekeeper.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /**
   * Does something with each event. One event's failure stops no other; the first one is logged
   * with its stack trace.
   *
   * @return those that it failed for, with the reason of each; it can be added to
   */
  static Map<PlayerEvent, String> each(List<PlayerEvent> events, Consumer<PlayerEvent> action) {
    Map<PlayerEvent, String> failures = new HashMap<>();
    for (PlayerEvent event : events) {
      try {
        action.accept(event);
      } catch (RuntimeException e) { // whatever it is, the event is tried again or given up
        if (failures.isEmpty()) {
          Logger log = LoggerFactory.getLogger(EventListener.class);
          log.warn("A listener fails for event {}, and maybe for others", event.id(), e);
        }
        failures.put(event, String.valueOf(e.getMessage()));
      }
    }
    return failures;
  }
}
