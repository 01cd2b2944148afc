package io.gamekeeper.oncall.incident;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry.Kind;
import io.gamekeeper.oncall.incident.Incident.Closure;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The incidents that are open while somebody looks at a group of alerts, and what the look changes
 * of them. An alert belongs to the incident of its group, of its cause, or of the same alert in
 * another group; otherwise it opens one.
 */
public final class OpenIncidents {
  private final Map<String, IncidentChange> changes = new LinkedHashMap<>();
  private final Instant now;

  /**
   * Creates what is open now.
   *
   * @param known incidents; those that are closed are left out
   */
  public OpenIncidents(List<Incident> known, Instant now) {
    known.stream()
        .filter(Incident::ongoing)
        .sorted(Comparator.comparing(Incident::opened).thenComparing(Incident::id))
        .forEach(each -> changes.put(each.id(), IncidentChange.none(each)));
    this.now = now;
  }

  /** Returns the incident in which a group is told, as it is by now; empty if there is none. */
  public Optional<Incident> about(String group) {
    return find(incident -> incident.groups().contains(group)).map(IncidentChange::after);
  }

  /**
   * Takes in that people are told of alerts of a group that fire.
   *
   * @return the incident that they are part of
   */
  public Incident told(String group, List<Alert> firing) {
    IncidentChange change =
        find(incident -> incident.groups().contains(group))
            .or(
                () ->
                    find(
                        incident ->
                            firing.stream()
                                .anyMatch(alert -> incident.alerts().containsKey(alert.key()))))
            .map(found -> found.withGroups(List.of(group)).with(firing).told())
            .orElseGet(() -> IncidentChange.opening(group, firing, now));
    return put(change);
  }

  /**
   * Takes in that alerts of a group are not told, as their causes are.
   *
   * @param causes the cause of each alert that fires and is not told for that reason
   */
  public void hidden(String group, Map<Alert, Alert> causes) {
    causes.forEach(
        (alert, cause) ->
            find(incident -> incident.alerts().containsKey(cause.key()))
                .ifPresent(of -> put(alert, group, of, causes)));
  }

  private void put(Alert alert, String group, IncidentChange ofCause, Map<Alert, Alert> causes) {
    Optional<IncidentChange> own = find(incident -> incident.groups().contains(group));
    if (own.isEmpty()) {
      put(ofCause.withGroups(List.of(group)).with(List.of(alert)));
    } else if (own.get().equals(ofCause) || !own.get().after().alerts().containsKey(alert.key())) {
      put(ofCause.with(List.of(alert)));
    } else if (followsFrom(own.get().after(), ofCause.after(), causes)) {
      merge(own.get(), ofCause);
    }
  }

  private static boolean followsFrom(Incident incident, Incident other, Map<Alert, Alert> causes) {
    return incident.firing().stream()
        .allMatch(
            firing ->
                causes.entrySet().stream()
                    .anyMatch(
                        each ->
                            each.getKey().key().equals(firing.key())
                                && other.alerts().containsKey(each.getValue().key())));
  }

  private void merge(IncidentChange part, IncidentChange whole) {
    String id = part.after().id();
    String why = "its alarms follow from " + whole.after().title();
    put(
        whole
            .withGroups(part.after().groups())
            .with(List.copyOf(part.after().alerts().values()))
            .with(
                new Entry(
                    now, Kind.MERGED, null, "Incident %s became a part of it".formatted(id), why)));
    put(part.with(new Closure(now, null, why, whole.after().id())));
  }

  /** Returns what has changed. */
  public List<IncidentChange> changes() {
    return changes.values().stream().filter(change -> !change.isNone()).toList();
  }

  private Incident put(IncidentChange change) {
    changes.put(change.after().id(), change);
    return change.after();
  }

  private Optional<IncidentChange> find(Predicate<Incident> wanted) {
    return changes.values().stream()
        .filter(change -> change.after().ongoing() && wanted.test(change.after()))
        .findFirst();
  }
}
