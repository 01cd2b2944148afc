package io.gamekeeper.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.event.EventLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from their senders. An event counts as accepted when the queues have it, and is not
 * lost from then on; the sender repeats a request that was not answered, and what is repeated
 * counts once.
 */
public final class Intake {
  private final EventRouting queues;
  private final QueueGauge gauge;
  private final InstantSource clock;

  /** What came of a request. */
  public sealed interface Outcome {
    /**
     * The events are in the queues, but for those that break a rule.
     *
     * @param accepted how many
     */
    record Taken(int accepted, List<Rejected> rejected) implements Outcome {}

    /** There are too many events, or none; nothing was taken. */
    record Unreadable(String reason) implements Outcome {}

    /** The listeners are so far behind that nothing is taken. */
    record Full() implements Outcome {}

    /** The queues did not confirm the events: they may be taken or not, so repeat them. */
    record NotConfirmed(EventQueueException cause) implements Outcome {}
  }

  /**
   * An event that breaks a rule.
   *
   * @param index its place in the request, from 0
   */
  public record Rejected(int index, String reason) {}

  public Intake(Listeners listeners, EventQueue queue, QueueGauge gauge, InstantSource clock) {
    this.queues = new EventRouting(listeners, queue);
    this.gauge = gauge;
    this.clock = clock;
  }

  /** Takes the events of a player's request. */
  public Outcome take(String player, @Nullable List<JsonNode> sent) {
    if (sent == null || sent.isEmpty() || sent.size() > EventLimits.EVENTS) {
      return new Outcome.Unreadable(
          "field 'events' must have 1 to " + EventLimits.EVENTS + " events");
    }
    if (gauge.isFull()) {
      return new Outcome.Full();
    }
    Instant now = clock.instant();
    List<PlayerEvent> accepted = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      switch (EventReader.read(sent.get(i), player, now)) {
        case EventReader.Result.Valid(PlayerEvent event) -> accepted.add(event);
        case EventReader.Result.Invalid(String reason) -> rejected.add(new Rejected(i, reason));
      }
    }
    try {
      queues.send(EventMessage.of(accepted));
    } catch (EventQueueException e) {
      return new Outcome.NotConfirmed(e);
    }
    return new Outcome.Taken(accepted.size(), rejected);
  }
}
