package io.gamekeeper.oncall.message;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is told: the alerts of a group that fire, and those that have ceased to.
 *
 * @param id the same when it is sent again
 * @param at when it was decided
 * @param firing the most urgent first, and of one severity in the order given
 * @param console the address of the operators' console, with a slash at its end
 * @param incident the id of the incident that it is about; null if there is none
 * @param acknowledge where its reader takes the incident on; null if there is nothing to take on
 */
public record Notification(
    String id,
    String stage,
    Instant at,
    List<Alert> firing,
    List<Alert> resolved,
    URI console,
    @Nullable String incident,
    @Nullable URI acknowledge) {
  public Notification {
    firing = firing.stream().sorted(Comparator.comparing(Alert::severity)).toList();
    resolved = List.copyOf(resolved);
    if (firing.isEmpty() && resolved.isEmpty()) {
      throw new IllegalArgumentException("a notification is about at least one alert");
    }
  }

  /** Returns the notification for a reader who takes the incident on there. */
  public Notification acknowledgedAt(URI link) {
    return new Notification(id, stage, at, firing, resolved, console, incident, link);
  }

  /** Returns how urgent the most urgent of its alerts is; of those that fire, if any does. */
  public Severity severity() {
    return (firing.isEmpty() ? resolved : firing)
        .stream().map(Alert::severity).min(Severity::compareTo).orElseThrow();
  }

  /** Returns whether nothing of it fires any more. */
  public boolean over() {
    return firing.isEmpty();
  }

  /** Returns all alerts, those that fire first. */
  public Stream<Alert> alerts() {
    return Stream.concat(firing.stream(), resolved.stream());
  }
}
