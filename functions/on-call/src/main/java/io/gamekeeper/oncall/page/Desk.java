package io.gamekeeper.oncall.page;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.group.Group;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.page.Conversation.Told;
import io.gamekeeper.oncall.route.Context;
import io.gamekeeper.oncall.route.Decision;
import io.gamekeeper.oncall.route.Decision.Outcome;
import io.gamekeeper.oncall.route.Route;
import io.gamekeeper.oncall.route.Routing;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts in and decides when a page is due. An alert that {@link #arrived} returned from is
 * in the conversations of all its groups. A page is kept together with the change of its
 * conversation, so it is neither lost nor made twice, whoever dies when; sending it is another
 * matter.
 */
public final class Desk {
  private static final int TRIES = 10;

  private final Routing routing;
  private final AlertBook book;
  private final Waker waker;
  private final InstantSource clock;
  private final String stage;
  private final URI console;

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

  /** Takes alerts in. The same ones again change nothing. */
  public void arrived(Collection<Alert> alerts) {
    alerts.forEach(book::record);
    Map<String, List<Placed>> byGroup =
        alerts.stream()
            .flatMap(alert -> routing.routes(alert).stream().map(route -> new Placed(alert, route)))
            .collect(groupingBy(Placed::key, LinkedHashMap::new, toList()));
    byGroup.forEach(this::join);
  }

  private record Placed(Alert alert, Route route) {
    String key() {
      return route.grouping().key(route.name(), alert);
    }
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
      if (book.commit(before, before.with(group, due), Optional.empty())) {
        if (due.isBefore(before.due())) {
          waker.look(key, due);
        }
        return;
      }
    }
    throw new ContendedException(key);
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
      if (before.equals(turn.after()) && turn.page().isEmpty()) {
        return Optional.empty();
      }
      if (book.commit(before, turn.after(), turn.page())) {
        if (turn.after() != null) {
          waker.look(key, turn.after().due());
        }
        turn.moved().forEach(alert -> arrived(List.of(alert)));
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
                    routing.routes(alert).stream()
                        .map(route -> new Placed(alert, route).key())
                        .anyMatch(
                            key -> !members.getOrDefault(key, Set.of()).contains(alert.key())))
            .toList());
    Instant now = clock.instant();
    return conversations.stream()
        .filter(each -> !each.due().isAfter(now))
        .flatMap(each -> look(each.key()).stream())
        .toList();
  }

  /**
   * What becomes of a conversation.
   *
   * @param after null if it is over
   * @param moved alerts that belong to other groups since the routes have changed
   */
  private record Turn(@Nullable Conversation after, Optional<Page> page, List<Alert> moved) {}

  private Turn turn(Conversation before) {
    Instant now = clock.instant();
    Map<String, Alert> known =
        book.alerts().stream().collect(toMap(Alert::key, alert -> alert, (one, _) -> one));
    Optional<Route> found = routing.route(before.route());
    if (found.isEmpty()) {
      return new Turn(null, Optional.empty(), firing(before.group()));
    }
    Route route = found.get();
    Group group =
        new Group(
            before.key(), route.grouping(), before.group().members(), before.group().lastTold());
    List<Alert> moved = new ArrayList<>();
    for (Alert alert : alerts(group)) {
      Alert current = known.getOrDefault(alert.key(), alert);
      if (belongs(current, route, before.key())) {
        group = group.with(current, now);
      } else {
        group = group.without(alert.key());
        moved.add(current);
      }
    }
    Map<String, Outcome> outcomes = outcomes(group, route, known.values(), now);
    Predicate<Alert> held = alert -> !(outcomes.get(alert.key()) instanceof Decision.Told);
    boolean due = group.next(now).filter(at -> !at.isAfter(now)).isPresent();
    if (!due && !escalates(before, group, outcomes)) {
      return turn(before, group, before.told(), outcomes, now, Optional.empty(), moved);
    }
    Group.Message message = group.message(held);
    Map<String, Told> told = told(before, message, outcomes);
    Optional<Page> page =
        message.isEmpty()
            ? Optional.empty()
            : Optional.of(page(before, route, message, outcomes, now));
    return turn(before, group.told(now, held), told, outcomes, now, page, moved);
  }

  private boolean belongs(Alert alert, Route route, String key) {
    return routing.routes(alert).stream()
        .anyMatch(
            own ->
                own.name().equals(route.name())
                    && own.grouping().key(own.name(), alert).equals(key));
  }

  private Turn turn(
      Conversation before,
      Group group,
      Map<String, Told> told,
      Map<String, Outcome> outcomes,
      Instant now,
      Optional<Page> page,
      List<Alert> moved) {
    Optional<Instant> next =
        Stream.concat(group.next(now).stream(), steps(group, outcomes))
            .min(Comparator.naturalOrder());
    Map<String, Told> left = new HashMap<>(told);
    left.keySet().retainAll(group.members().keySet());
    return new Turn(
        next.map(at -> new Conversation(before.route(), group, left, at, before.version()))
            .orElse(null),
        page,
        moved);
  }

  private Map<String, Outcome> outcomes(
      Group group, Route route, Collection<Alert> known, Instant now) {
    Context context =
        new Context(
            known.stream().filter(Alert::firing).toList(),
            book.silences(now),
            List.of(),
            Set.of(),
            route.receiver().limit().map(limit -> book.sent(now, limit.in())).orElse(Map.of()));
    return routing.outcomes(route, alerts(group), now, context);
  }

  /** Returns whether a step of an escalation is due that was not told. */
  private static boolean escalates(
      Conversation before, Group group, Map<String, Outcome> outcomes) {
    return firing(group).stream()
        .anyMatch(
            alert ->
                outcomes.get(alert.key()) instanceof Decision.Told now
                    && Optional.ofNullable(before.told().get(alert.key()))
                        .filter(last -> now.step().after().compareTo(last.step()) > 0)
                        .isPresent());
  }

  private static Stream<Instant> steps(Group group, Map<String, Outcome> outcomes) {
    return firing(group).stream()
        .flatMap(
            alert ->
                outcomes.get(alert.key()) instanceof Decision.Told now
                    ? now.next().map(Decision.Planned::at).stream()
                    : Stream.empty());
  }

  // ---------------------------------------------------------------- pages

  private Page page(
      Conversation before,
      Route route,
      Group.Message message,
      Map<String, Outcome> outcomes,
      Instant now) {
    Notification notification =
        new Notification(
            before.key() + "@" + now,
            stage,
            now,
            message.firing().stream()
                .sorted(Comparator.comparing(Alert::severity).thenComparing(Alert::since))
                .toList(),
            message.resolved(),
            console);
    Stream<Recipient> recipients =
        Stream.concat(
            message.firing().stream().flatMap(alert -> recipients(outcomes.get(alert.key()))),
            message.resolved().stream()
                .flatMap(alert -> whoHeard(before, alert))
                .map(Recipient::quiet));
    return Page.of(
        before.key(),
        route.name(),
        route.receiver().name(),
        notification,
        Recipient.merged(recipients));
  }

  private static Stream<Recipient> recipients(@Nullable Outcome outcome) {
    return outcome instanceof Decision.Told told
        ? told.notices().stream().map(Recipient::of)
        : Stream.empty();
  }

  private static Stream<Recipient> whoHeard(Conversation conversation, Alert alert) {
    Told told = conversation.told().get(alert.key());
    return told == null ? Stream.empty() : told.recipients().stream();
  }

  private static Map<String, Told> told(
      Conversation before, Group.Message message, Map<String, Outcome> outcomes) {
    Map<String, Told> told = new HashMap<>(before.told());
    for (Alert alert : message.firing()) {
      if (outcomes.get(alert.key()) instanceof Decision.Told now) {
        told.put(
            alert.key(),
            new Told(
                now.step().after(),
                Recipient.merged(Stream.concat(whoHeard(before, alert), recipients(now)))));
      }
    }
    message.resolved().forEach(alert -> told.remove(alert.key()));
    return told;
  }

  private static List<Alert> alerts(Group group) {
    return group.members().values().stream().map(Group.Member::alert).toList();
  }

  private static List<Alert> firing(Group group) {
    return alerts(group).stream().filter(Alert::firing).toList();
  }

  /** Too many change a group at the same time; it is tried again later. */
  static final class ContendedException extends RuntimeException {
    ContendedException(String key) {
      super("group " + key + " changes too fast");
    }
  }
}
