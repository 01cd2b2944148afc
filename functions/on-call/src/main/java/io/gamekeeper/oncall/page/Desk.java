package io.gamekeeper.oncall.page;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.group.Group;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.IncidentChange;
import io.gamekeeper.oncall.incident.OpenIncidents;
import io.gamekeeper.oncall.page.Changes.ConversationChange;
import io.gamekeeper.oncall.route.Context;
import io.gamekeeper.oncall.route.Route;
import io.gamekeeper.oncall.route.Routing;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes alerts in and decides when a page is due. A page is kept together with the change of its
 * conversation, so it is neither lost nor made twice, whoever dies when; sending it is another
 * matter.
 */
public final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final int TRIES = 10;

  private final Routing routing;
  private final AlertBook book;
  private final Waker waker;
  private final InstantSource clock;
  private final String stage;
  private final URI console;

  private record Placed(Alert alert, Route route) {
    String key() {
      return route.grouping().key(route.name(), alert);
    }
  }

  /**
   * Creates the desk of a stage.
   *
   * @param console the address of the operators' console, with a slash at its end
   */
  public Desk(
      Routing routing,
      AlertBook book,
      Waker waker,
      InstantSource clock,
      String stage,
      URI console) {
    this.routing = routing;
    this.book = book;
    this.waker = waker;
    this.clock = clock;
    this.stage = stage;
    this.console = console;
  }

  // ---------------------------------------------------------------- alerts come in

  /**
   * Takes alerts in. The same ones again change nothing. One that cannot be kept does not keep
   * others from it.
   *
   * @return the keys of those that are not kept, or not in all of their groups
   */
  public Set<String> arrived(Collection<Alert> alerts) {
    Set<String> failed = new HashSet<>();
    List<Alert> kept = new ArrayList<>();
    for (Alert alert : alerts) {
      if (succeeds("alert " + alert.key() + " cannot be kept", () -> book.record(alert))) {
        kept.add(alert);
      } else {
        failed.add(alert.key());
      }
    }
    kept.stream()
        .flatMap(this::placed)
        .collect(groupingBy(Placed::key, LinkedHashMap::new, toList()))
        .forEach(
            (key, coming) -> {
              if (!succeeds("group " + key + " cannot be kept", () -> join(key, coming))) {
                coming.forEach(each -> failed.add(each.alert().key()));
              }
            });
    return failed;
  }

  private Stream<Placed> placed(Alert alert) {
    return routing.routes(alert).stream().map(route -> new Placed(alert, route));
  }

  private void join(String key, List<Placed> coming) {
    Route route = coming.getFirst().route();
    for (int i = 0; i < TRIES; i++) {
      Instant now = clock.instant();
      Conversation before =
          book.conversation(key)
              .orElseGet(
                  () ->
                      new Conversation(
                          route.name(),
                          Group.empty(key, route.grouping()),
                          Map.of(),
                          Instant.MAX,
                          0));
      Group group = before.group();
      for (Placed each : coming) {
        group = group.with(each.alert(), now);
      }
      Optional<Instant> next = group.next(now);
      if (group.equals(before.group()) || next.isEmpty()) {
        return;
      }
      Instant due = next.get().isBefore(before.due()) ? next.get() : before.due();
      Changes changes =
          new Changes(
              List.of(new ConversationChange(before, before.with(group, due))),
              Optional.empty(),
              followed(coming.stream().map(Placed::alert).toList()),
              Optional.empty());
      if (book.commit(changes)) {
        if (due.isBefore(before.due())) {
          waker.look(key, due);
        }
        return;
      }
    }
    throw new ContendedException(key);
  }

  /** Returns what follows for the incidents that are open. */
  private List<IncidentChange> followed(List<Alert> coming) {
    return book.incidents().stream()
        .filter(Incident::ongoing)
        .flatMap(incident -> IncidentChange.following(incident, coming).stream())
        .toList();
  }

  // ---------------------------------------------------------------- looking

  /**
   * Looks at a group: makes a page if one is due.
   *
   * @return the id of the page that it made
   */
  public Optional<String> look(String key) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Conversation> found = book.conversation(key);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Conversation before = found.get();
      Turn turn = turn(before);
      Conversation after = turn.after();
      if (before.equals(after) && turn.page().isEmpty() && turn.incidents().isEmpty()) {
        return Optional.empty();
      }
      Changes changes =
          new Changes(
              List.of(new ConversationChange(before, after)),
              turn.page(),
              turn.incidents(),
              Optional.empty());
      if (book.commit(changes)) {
        if (after != null) {
          waker.look(key, after.due());
        }
        return turn.page().map(Page::id);
      }
    }
    throw new ContendedException(key);
  }

  /**
   * Looks at every group that is due, and takes in what is known of alerts and missing in a group.
   *
   * @return the ids of the pages that it made
   */
  public List<String> lookAtAll() {
    List<Conversation> conversations = book.conversations();
    Map<String, Set<String>> members =
        conversations.stream()
            .collect(toMap(Conversation::key, each -> each.group().members().keySet()));
    arrived(
        book.alerts().stream()
            .filter(Alert::firing)
            .filter(
                alert ->
                    placed(alert)
                        .anyMatch(
                            each ->
                                !members.getOrDefault(each.key(), Set.of()).contains(alert.key())))
            .toList());
    Instant now = clock.instant();
    List<String> pages = new ArrayList<>();
    for (Conversation each : conversations) {
      if (!each.due().isAfter(now)) {
        succeeds(
            "group " + each.key() + " cannot be looked at",
            () -> look(each.key()).ifPresent(pages::add));
      }
    }
    return pages;
  }

  private Turn turn(Conversation before) {
    Optional<Route> found = routing.route(before.route());
    if (found.isEmpty()) {
      // Since a release there is no such route. What fires is taken in by the others.
      return new Turn(null, Optional.empty(), List.of());
    }
    Route route = found.get();
    Instant now = clock.instant();
    Map<String, Alert> known =
        book.alerts().stream().collect(toMap(Alert::key, alert -> alert, (one, _) -> one));
    Group group =
        new Group(
            before.key(), route.grouping(), before.group().members(), before.group().lastTold());
    for (Group.Member member : before.group().members().values()) {
      Alert current = known.getOrDefault(member.alert().key(), member.alert());
      group =
          placed(current).map(Placed::key).anyMatch(before.key()::equals)
              ? group.with(current, now)
              : group.without(current.key());
    }
    group = group.taken(before.acknowledged(), now);
    Context context =
        new Context(
            known.values().stream().filter(Alert::firing).toList(),
            book.silences(now),
            List.of(),
            before.acknowledged(),
            route.receiver().limit().map(limit -> book.sent(now, limit.in())).orElse(Map.of()));
    return new Turn.Taker(routing, stage, console, now, new OpenIncidents(book.incidents(), now))
        .take(before, route, group, routing.outcomes(route, group.alerts().toList(), now, context));
  }

  private static boolean succeeds(String otherwise, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException e) { // whatever it is, others may fare better
      LOG.error("On call: {}", otherwise, e);
      return false;
    }
  }

  /** Too many change a group at the same time; it is tried again later. */
  private static final class ContendedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContendedException(String key) {
      super("group " + key + " changes too fast");
    }
  }
}
