package io.gamekeeper.oncall.response;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.Incident.Acknowledgement;
import io.gamekeeper.oncall.incident.Incident.Closure;
import io.gamekeeper.oncall.incident.Incident.State;
import io.gamekeeper.oncall.incident.IncidentChange;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Changes;
import io.gamekeeper.oncall.page.Changes.ConversationChange;
import io.gamekeeper.oncall.page.Changes.UsedLink;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The incidents, and what is done with them. */
public final class Incidents {
  private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);
  private static final int TRIES = 10;

  private final AlertBook book;
  private final InstantSource clock;

  /** What comes of it when somebody wants to take an incident on, or to close it. */
  public sealed interface Outcome {}

  /** It is as wanted. */
  public record Done(Incident before, Incident after) implements Outcome {}

  /** There is no such incident. */
  public record Unknown() implements Outcome {}

  /** The incident is in a state in which that cannot be. */
  public record Refused(Incident incident) implements Outcome {}

  /** The link was used before. */
  public record UsedBefore(Incident incident) implements Outcome {}

  public Incidents(AlertBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  // ---------------------------------------------------------------- looking

  /** Returns the open incidents, the most urgent first, and of one priority the oldest. */
  public List<Incident> open() {
    return book.incidents().stream()
        .filter(Incident::ongoing)
        .sorted(Comparator.comparing(Incident::priority).thenComparing(Incident::opened))
        .toList();
  }

  /**
   * Returns all incidents, the newest first.
   *
   * @param limit the most
   */
  public List<Incident> all(int limit) {
    return Stream.concat(book.incidents().stream(), book.pastIncidents(limit).stream())
        .sorted(Comparator.comparing(Incident::opened).reversed())
        .limit(limit)
        .toList();
  }

  /** Returns an incident; empty if there is none. */
  public Optional<Incident> find(String id) {
    return book.incident(id);
  }

  /** Returns the incident that an incident has become a part of; itself if of none. */
  public Optional<Incident> whole(String id) {
    Optional<Incident> found = find(id);
    Closure closed = found.map(Incident::closed).orElse(null);
    return closed == null || closed.mergedInto() == null ? found : whole(closed.mergedInto());
  }

  /** Returns the keys of the alerts that somebody has taken on. */
  public Set<String> acknowledged() {
    return book.conversations().stream()
        .flatMap(conversation -> conversation.acknowledged().stream())
        .collect(Collectors.toSet());
  }

  // ---------------------------------------------------------------- people

  /**
   * Has somebody take on all that was told of an incident: nobody else is called for it. What is
   * told later has to be taken on again. Refused unless it is {@link State#OPEN}.
   *
   * @param how in what way, in the words of who does it
   * @param link a link that is used up by it
   */
  public Outcome acknowledge(String id, String by, String how, Optional<UsedLink> link) {
    return change(
        id,
        incident -> {
          if (incident.state() != State.OPEN) {
            return Optional.empty();
          }
          List<ConversationChange> taken = new ArrayList<>();
          for (String group : incident.groups()) {
            book.conversation(group)
                .ifPresent(before -> taken.add(new ConversationChange(before, before.taken())));
          }
          return Optional.of(
              new Changes(
                  taken,
                  Optional.empty(),
                  List.of(
                      IncidentChange.acknowledging(
                          incident, new Acknowledgement(second(), by), how)),
                  link));
        },
        link);
  }

  /**
   * Closes an incident whose alarms are over, before it does by itself. Refused unless it is {@link
   * State#RECOVERED}.
   */
  public Outcome resolve(String id, String by, String note) {
    return change(
        id,
        incident ->
            incident.state() == State.RECOVERED
                ? Optional.of(
                    Changes.of(
                        IncidentChange.closing(incident, new Closure(second(), by, note, null))))
                : Optional.empty(),
        Optional.empty());
  }

  /** Returns now as people read it. */
  private Instant second() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private interface Decided {
    /** Returns what changes; empty if the incident's state does not allow it. */
    Optional<Changes> of(Incident incident);
  }

  private Outcome change(String id, Decided decided, Optional<UsedLink> link) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Incident> found = whole(id);
      if (found.isEmpty()) {
        return new Unknown();
      }
      Incident before = found.get();
      if (link.isPresent() && book.isUsed(link.get().token())) {
        return new UsedBefore(before);
      }
      Optional<Changes> changes = decided.of(before);
      if (changes.isEmpty()) {
        return new Refused(before);
      }
      if (book.commit(changes.get())) {
        return new Done(before, changes.get().incidents().getFirst().after());
      }
    }
    throw new IllegalStateException("incident " + id + " changes too fast");
  }

  // ---------------------------------------------------------------- the clock

  /**
   * Takes into the open incidents what is known of their alarms and has not got there, and closes
   * those that have been over for {@link Incident#QUIET}.
   */
  public void settle() {
    List<Incident> open = book.incidents().stream().filter(Incident::ongoing).toList();
    if (open.isEmpty()) {
      return;
    }
    List<Alert> known = book.alerts();
    Instant now = clock.instant();
    for (Incident incident : open) {
      Optional<IncidentChange> following = IncidentChange.following(incident, known);
      if (following.isPresent()) {
        commit(following.get());
      } else if (incident.isDue(now)) {
        commit(IncidentChange.closing(incident, new Closure(now, null, "", null)));
      }
    }
  }

  private void commit(IncidentChange change) {
    if (!book.commit(Changes.of(change))) {
      // Somebody else was faster; the next minute looks again.
      LOG.info("Incident {} changes at the same time", change.after().id());
    }
  }
}
