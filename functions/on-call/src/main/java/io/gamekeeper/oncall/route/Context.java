package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is going on besides the alert that is decided on.
 *
 * @param active the alerts that fire
 * @param maintenance besides what {@code routes.yaml} declares
 * @param acknowledged the keys of alerts that somebody has taken on
 * @param sent when each receiver, by name, has got its latest messages
 */
public record Context(
    List<Alert> active,
    List<Silence> silences,
    List<Maintenance> maintenance,
    Set<String> acknowledged,
    Map<String, List<Instant>> sent) {
  /** Nothing else. */
  public static final Context NOTHING =
      new Context(List.of(), List.of(), List.of(), Set.of(), Map.of());

  public Context {
    active = List.copyOf(active);
    silences = List.copyOf(silences);
    maintenance = List.copyOf(maintenance);
    acknowledged = Set.copyOf(acknowledged);
    sent = Map.copyOf(sent);
  }

  /** Returns this with these alerts, silences and keys of acknowledged alerts instead. */
  public Context with(List<Alert> alerts, List<Silence> hiding, Set<String> taken) {
    return new Context(alerts, hiding, maintenance, taken, sent);
  }
}
