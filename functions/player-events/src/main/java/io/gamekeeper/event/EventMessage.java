package io.gamekeeper.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Events that travel together: those of one request, some that game servers reported, or one that a
 * listener failed for.
 *
 * @param queued when they were put into the queue; empty if that is when they were received
 * @param retry the listener that is to be called with them; empty if all are
 */
public record EventMessage(
    List<PlayerEvent> events, Optional<Instant> queued, Optional<Retry> retry) {
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
    return new EventMessage(events, Optional.empty(), Optional.empty());
  }

  /** Returns events that had been received before they could be put into the queue. */
  public static EventMessage queued(List<PlayerEvent> events, Instant now) {
    return new EventMessage(events, Optional.of(now), Optional.empty());
  }

  /** Returns events that a listener failed for. */
  public static EventMessage again(List<PlayerEvent> events, Retry retry) {
    return new EventMessage(events, Optional.empty(), Optional.of(retry));
  }

  /** Returns how long the events have been on their way from the queue to their listeners. */
  public Duration latency(Instant now) {
    return Duration.between(queued.orElseGet(() -> events.getFirst().received()), now);
  }
}
