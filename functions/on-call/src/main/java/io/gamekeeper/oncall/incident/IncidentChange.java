package io.gamekeeper.oncall.incident;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.incident.Entry.Kind;
import io.gamekeeper.oncall.incident.Incident.Acknowledgement;
import io.gamekeeper.oncall.incident.Incident.Closure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an incident, and what its timeline says of that.
 *
 * @param before null if it is a new one
 */
public record IncidentChange(@Nullable Incident before, Incident after, List<Entry> entries) {
  public IncidentChange {
    entries = List.copyOf(entries);
  }

  /** Returns that alerts which fire are a new incident. */
  static IncidentChange opening(String group, List<Alert> firing, Instant now) {
    Incident opened = Incident.beginning(group, firing, now);
    List<Entry> entries = new ArrayList<>();
    firing.forEach(alert -> entries.add(entry(alert)));
    entries.add(
        new Entry(now, Kind.OPENED, null, "Opened as " + opened.priority(), opened.title()));
    return new IncidentChange(null, opened, entries);
  }

  /** Returns that nothing changes. */
  static IncidentChange none(Incident incident) {
    return new IncidentChange(incident, incident, List.of());
  }

  boolean isNone() {
    return after.equals(before) && entries.isEmpty();
  }

  /**
   * Returns what follows from the last states of alerts; empty if nothing. Of alerts that are not
   * part of the incident it takes no notice.
   */
  public static Optional<IncidentChange> following(Incident incident, Collection<Alert> known) {
    IncidentChange change =
        none(incident)
            .with(
                known.stream()
                    .filter(alert -> incident.alerts().containsKey(alert.key()))
                    .toList());
    return change.isNone() ? Optional.empty() : Optional.of(change);
  }

  /** Returns that somebody takes it on. */
  public static IncidentChange acknowledging(Incident incident, Acknowledgement by, String how) {
    return new IncidentChange(
        incident,
        incident.with(by),
        List.of(new Entry(by.at(), Kind.ACKNOWLEDGED, by.by(), "Taken on", how)));
  }

  /** Returns that it is closed. */
  public static IncidentChange closing(Incident incident, Closure how) {
    return none(incident).with(how);
  }

  /** Returns this, and that these alerts are part of it. */
  IncidentChange with(Collection<Alert> states) {
    Incident changed = after.with(states);
    List<Entry> all = new ArrayList<>(entries);
    for (Alert state : states) {
      Alert old = after.alerts().get(state.key());
      if (state.equals(changed.alerts().get(state.key()))
          && (old == null || old.state() != state.state())) {
        all.add(entry(state));
      }
    }
    changed
        .recovered()
        .filter(_ -> after.recovered().isEmpty())
        .ifPresent(
            at -> all.add(new Entry(at, Kind.RECOVERED, null, "All its alarms are over", "")));
    return new IncidentChange(before, changed, all);
  }

  /** Returns this, and that people are told of it anew: that somebody had taken it on is over. */
  IncidentChange told() {
    return new IncidentChange(before, after.with((Acknowledgement) null), entries);
  }

  IncidentChange withGroups(Collection<String> groups) {
    return new IncidentChange(before, after.withGroups(groups), entries);
  }

  IncidentChange with(Entry entry) {
    List<Entry> all = new ArrayList<>(entries);
    all.add(entry);
    return new IncidentChange(before, after, all);
  }

  IncidentChange with(Closure how) {
    String other = how.mergedInto();
    return new IncidentChange(before, after.with(how), entries)
        .with(
            other == null
                ? new Entry(
                    how.at(),
                    Kind.RESOLVED,
                    how.by(),
                    how.by() == null ? "Closed by itself" : "Closed",
                    how.note())
                : new Entry(how.at(), Kind.MERGED, null, "Became a part of " + other, how.note()));
  }

  private static Entry entry(Alert alert) {
    return new Entry(
        alert.since(),
        Kind.ALARM,
        null,
        alert.label(Alert.ALARM) + (alert.firing() ? " fires" : " is over"),
        alert.reason());
  }
}
