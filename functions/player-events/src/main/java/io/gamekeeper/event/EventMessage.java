package io.gamekeeper.event;

import java.util.List;
import java.util.Optional;

/**
 * Events that travel together: those of one request, or one that a listener failed for.
 *
 * @param retry the listener that is to be called with them; empty if all are
 */
public record EventMessage(List<PlayerEvent> events, Optional<Retry> retry) {
  /**
   * That a listener failed.
   *
   * @param listener its name
   * @param failures how often it has failed
   * @param reason why it failed last
   */
  public record Retry(String listener, int failures, String reason) {}

  public EventMessage {
    events = List.copyOf(events);
  }

  /** Returns the events of a request. */
  public static EventMessage of(List<PlayerEvent> events) {
    return new EventMessage(events, Optional.empty());
  }
}
