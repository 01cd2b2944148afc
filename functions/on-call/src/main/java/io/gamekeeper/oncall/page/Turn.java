package io.gamekeeper.oncall.page;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.group.Group;
import io.gamekeeper.oncall.incident.Incident;
import io.gamekeeper.oncall.incident.IncidentChange;
import io.gamekeeper.oncall.incident.OpenIncidents;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.page.Conversation.Told;
import io.gamekeeper.oncall.route.Decision;
import io.gamekeeper.oncall.route.Decision.Outcome;
import io.gamekeeper.oncall.route.Route;
import io.gamekeeper.oncall.route.Routing;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A look at a conversation: whether a page is due, and what becomes of both.
 *
 * @param after the conversation afterwards; null if it is over
 * @param page empty if none is due
 * @param incidents what becomes of incidents
 */
record Turn(@Nullable Conversation after, Optional<Page> page, List<IncidentChange> incidents) {

  /** Takes the turns of conversations at an instant. */
  record Taker(Routing routing, String stage, URI console, Instant now, OpenIncidents incidents) {

    /**
     * Returns what becomes of a conversation.
     *
     * @param group the group as it is known now
     * @param outcomes what comes of its alerts, by their keys
     */
    Turn take(Conversation before, Route route, Group group, Map<String, Outcome> outcomes) {
      Predicate<Alert> held = alert -> !(outcomes.get(alert.key()) instanceof Decision.Told);
      boolean escalates = firing(group).anyMatch(alert -> escalates(before, alert, outcomes));
      if (!escalates && !group.due(now, held)) {
        hide(group, outcomes);
        return turn(before, group.looked(now, held), before.told(), outcomes, Optional.empty());
      }
      Group.Message message = group.message(held);
      Optional<Incident> incident =
          message.firing().isEmpty()
              ? incidents.about(before.key())
              : Optional.of(incidents.told(before.key(), message.firing()));
      hide(group, outcomes);
      List<Recipient> recipients = recipients(before, message, outcomes);
      // Nobody is woken to hear that something is over.
      boolean quiet = !escalates && !group.dueForFiring(now, held);
      Page page =
          Page.of(
              before.key(),
              route,
              notification(before.key(), message, incident),
              quiet ? recipients.stream().map(Recipient::quiet).toList() : recipients);
      return turn(
          before,
          group.told(now, held),
          told(before, message, outcomes),
          outcomes,
          Optional.of(page));
    }

    private Turn turn(
        Conversation before,
        Group group,
        Map<String, Told> told,
        Map<String, Outcome> outcomes,
        Optional<Page> page) {
      Stream<Instant> steps =
          firing(group)
              .flatMap(
                  alert ->
                      outcomes.get(alert.key()) instanceof Decision.Told is
                          ? is.next().map(Decision.Planned::at).stream()
                          : Stream.empty());
      Map<String, Told> left = new HashMap<>(told);
      left.keySet().retainAll(group.members().keySet());
      return new Turn(
          Stream.concat(group.next(now).stream(), steps)
              .min(Comparator.naturalOrder())
              .map(due -> new Conversation(before.route(), group, left, due, before.version()))
              .orElse(null),
          page,
          incidents.changes());
    }

    /** Returns whether a step of an alert's escalation is due that was not told. */
    private static boolean escalates(
        Conversation before, Alert alert, Map<String, Outcome> outcomes) {
      Told last = before.told().get(alert.key());
      return last != null
          && outcomes.get(alert.key()) instanceof Decision.Told is
          && is.step().after().compareTo(last.step()) > 0;
    }

    /** Takes in which alerts are not told, as their causes are. */
    private void hide(Group group, Map<String, Outcome> outcomes) {
      Map<Alert, Alert> causes = new LinkedHashMap<>();
      firing(group)
          .forEach(
              alert -> {
                if (outcomes.get(alert.key()) instanceof Decision.Inhibited(_, Alert cause)) {
                  causes.put(alert, cause);
                }
              });
      incidents.hidden(group.key(), causes);
    }

    private Notification notification(
        String key, Group.Message message, Optional<Incident> incident) {
      return new Notification(
          key + "@" + now,
          stage,
          now,
          message.firing().stream().sorted(Comparator.comparing(Alert::since)).toList(),
          message.resolved(),
          console,
          incident.map(Incident::id).orElse(null),
          null);
    }

    private List<Recipient> recipients(
        Conversation before, Group.Message message, Map<String, Outcome> outcomes) {
      return Recipient.merged(
          Stream.concat(
              message.firing().stream().flatMap(alert -> recipients(alert, outcomes)),
              message.resolved().stream()
                  .flatMap(alert -> whoHeard(before, alert))
                  .map(Recipient::quiet)));
    }

    private Stream<Recipient> recipients(Alert alert, Map<String, Outcome> outcomes) {
      boolean wakes = routing.wakes(alert.severity());
      return outcomes.get(alert.key()) instanceof Decision.Told is
          ? is.notices().stream().map(notice -> Recipient.of(notice, now, wakes))
          : Stream.empty();
    }

    /**
     * Returns what has been told of each alert after a message. A group escalates as one: its
     * alerts of a severity are all at the step of the one that is farthest, whose people have just
     * been told of all of them.
     */
    private Map<String, Told> told(
        Conversation before, Group.Message message, Map<String, Outcome> outcomes) {
      Map<Severity, Duration> steps = new EnumMap<>(Severity.class);
      for (Alert alert : message.firing()) {
        if (outcomes.get(alert.key()) instanceof Decision.Told is) {
          steps.merge(
              alert.severity(),
              is.step().after(),
              (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
      }
      Map<String, Told> told = new HashMap<>(before.told());
      for (Alert alert : message.firing()) {
        told.put(
            alert.key(),
            new Told(
                steps.getOrDefault(alert.severity(), Duration.ZERO),
                Recipient.merged(
                    Stream.concat(whoHeard(before, alert), recipients(alert, outcomes))),
                false));
      }
      message.resolved().forEach(alert -> told.remove(alert.key()));
      return told;
    }

    private static Stream<Recipient> whoHeard(Conversation conversation, Alert alert) {
      Told told = conversation.told().get(alert.key());
      return told == null ? Stream.empty() : told.recipients().stream();
    }

    private static Stream<Alert> firing(Group group) {
      return group.alerts().filter(Alert::firing);
    }
  }
}
