package io.gamekeeper.oncall.route;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.schedule.Person;
import java.util.List;
import java.util.Map;

/**
 * All that {@code routes.yaml} and {@code schedules.yaml} declare.
 *
 * @param team everyone: who is told when nobody else can be
 */
public record Routes(
    Route root,
    List<Inhibition> inhibitions,
    List<Maintenance> maintenance,
    Map<Severity, Escalation> escalations,
    List<Person> team) {
  public Routes {
    inhibitions = List.copyOf(inhibitions);
    maintenance = List.copyOf(maintenance);
    escalations = Map.copyOf(escalations);
    team = List.copyOf(team);
    for (Severity severity : Severity.values()) {
      if (!escalations.containsKey(severity)) {
        throw new IllegalArgumentException("no escalation for " + severity);
      }
    }
  }

  Escalation escalation(Severity severity) {
    Escalation escalation = escalations.get(severity);
    if (escalation == null) {
      throw new IllegalStateException("no escalation for " + severity);
    }
    return escalation;
  }
}
