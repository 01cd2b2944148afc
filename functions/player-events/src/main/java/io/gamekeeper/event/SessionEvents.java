package io.gamekeeper.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.platform.identity.PlayerId;
import io.gamekeeper.platform.session.SessionEvent;
import io.gamekeeper.platform.session.SessionFeed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into the queue that players came and left, as game servers report it. The position in the
 * stream moves when the queue has confirmed what lies before it, so each report gets into the queue
 * at least once. It becomes the same event each time, by the id of its entry, and counts once.
 *
 * <p>A report counts as received when it arrived in the stream, or when it happened if that was
 * earlier: the erasure of a player is asked for after what it erases, however late that is queued.
 */
public final class SessionEvents {
  /** Reports between two positions. */
  static final int AT_ONCE = 100;

  /** Reports in a message: few, as a message's events are late together. */
  static final int IN_A_MESSAGE = 10;

  private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);
  private static final double MILLIS = 1000;

  private final SessionFeed feed;
  private final SessionPosition position;
  private final EventRouting queues;
  private final QueueGauge gauge;
  private final InstantSource clock;

  /** Why a run ended. */
  public sealed interface End {
    /** Everything is in the queue. */
    record Done() implements End {}

    /** There is more, for the next run. */
    record OutOfTime() implements End {}

    /** Another run is at work; what both have put into the queue counts once. */
    record OtherRun() implements End {}

    /** The listeners are so far behind that the rest stays in the stream. */
    record Full() implements End {}

    /** The queues did not confirm events: the next run repeats them. */
    record NotConfirmed(EventQueueException cause) implements End {}
  }

  /**
   * What a run did.
   *
   * @param queued how many events the queue has confirmed
   * @param rejected how many reports break a rule, and are no events
   * @param gaps how often reports had left the stream before they were read
   */
  public record Report(int queued, int rejected, int gaps, End end) {}

  public SessionEvents(
      SessionFeed feed,
      SessionPosition position,
      Listeners listeners,
      EventQueue queue,
      QueueGauge gauge,
      InstantSource clock) {
    this.feed = feed;
    this.position = position;
    this.queues = new EventRouting(listeners, queue);
    this.gauge = gauge;
    this.clock = clock;
  }

  /**
   * Puts what was reported into the queue.
   *
   * @param hasTime whether there is time for another step
   */
  public Report run(BooleanSupplier hasTime) {
    int queued = 0;
    int rejected = 0;
    int gaps = 0;
    String from = position.get();
    while (hasTime.getAsBoolean()) {
      if (gauge.isFull()) {
        return new Report(queued, rejected, gaps, new End.Full());
      }
      SessionFeed.Page page = feed.after(from, AT_ONCE);
      if (page.position().equals(from)) {
        return new Report(queued, rejected, gaps, new End.Done());
      }
      List<PlayerEvent> events = new ArrayList<>();
      page.events().forEach(session -> event(session).ifPresent(events::add));
      try {
        send(events);
      } catch (EventQueueException e) {
        return new Report(queued, rejected, gaps, new End.NotConfirmed(e));
      }
      if (!position.move(from, page.position())) {
        return new Report(queued, rejected, gaps, new End.OtherRun());
      }
      from = page.position();
      queued += events.size();
      rejected += page.events().size() - events.size();
      gaps += page.gap() ? 1 : 0;
      if (!page.more()) {
        return new Report(queued, rejected, gaps, new End.Done());
      }
    }
    return new Report(queued, rejected, gaps, new End.OutOfTime());
  }

  private void send(List<PlayerEvent> events) {
    for (int i = 0; i < events.size(); i += IN_A_MESSAGE) {
      List<PlayerEvent> some = events.subList(i, Math.min(events.size(), i + IN_A_MESSAGE));
      queues.send(EventMessage.queued(some, clock.instant()));
    }
  }

  /** Returns the event of a report; empty if it breaks a rule, as a studio's own server's may. */
  private static Optional<PlayerEvent> event(SessionEvent session) {
    EventType type = session.length().isPresent() ? EventType.LOGOUT : EventType.LOGIN;
    ObjectNode sent = JsonNodeFactory.instance.objectNode();
    sent.put("id", "session-" + session.id());
    sent.put("type", type.typeName());
    sent.put("at", session.at().toString());
    ObjectNode data = sent.putObject("data");
    session.length().ifPresent(length -> data.put("duration_seconds", length.toMillis() / MILLIS));
    return switch (EventReader.read(sent, session.player(), session.arrived())) {
      case EventReader.Result.Valid(PlayerEvent event) when PlayerId.isValid(session.player()) ->
          Optional.of(received(event));
      case EventReader.Result.Valid _ -> rejected(session, "its player's id is none");
      case EventReader.Result.Invalid(String reason) -> rejected(session, reason);
    };
  }

  private static Optional<PlayerEvent> rejected(SessionEvent session, String reason) {
    LOG.warn("Entry {} of the session stream becomes no event: {}", session.id(), reason);
    return Optional.empty();
  }

  private static PlayerEvent received(PlayerEvent event) {
    Instant received = event.at().isBefore(event.received()) ? event.at() : event.received();
    return new PlayerEvent(
        event.id(),
        event.type(),
        event.version(),
        event.player(),
        event.at(),
        received,
        event.data());
  }
}
