package io.gamekeeper.oncall.route;

import static io.gamekeeper.oncall.Reading.duration;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.route.Escalation.Audience;
import io.gamekeeper.oncall.route.Escalation.Step;
import io.gamekeeper.oncall.schedule.Person;
import io.gamekeeper.platform.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the escalation of each severity, and refuses steps that reach nobody. */
final class EscalationReader {
  private static final Set<String> SEVERITIES =
      Stream.of(Severity.values()).map(Alert::label).collect(Collectors.toSet());

  private final Collection<Receiver> receivers;
  private final Function<Receiver, Set<Severity>> severities;

  /**
   * @param severities of the alerts that a receiver may get
   */
  EscalationReader(Collection<Receiver> receivers, Function<Receiver, Set<Severity>> severities) {
    this.receivers = receivers;
    this.severities = severities;
  }

  Map<Severity, Escalation> escalations(YamlValue all) {
    all.mapping(SEVERITIES);
    Map<Severity, Escalation> escalations = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      escalations.put(severity, escalation(all.get(Alert.label(severity)), severity));
    }
    return escalations;
  }

  private Escalation escalation(YamlValue item, Severity severity) {
    item.mapping(Set.of("wakes", "waitsForHours", "steps"));
    boolean wakes = item.get("wakes").flag();
    boolean waits = item.get("waitsForHours").flag();
    List<Step> steps = new ArrayList<>();
    for (YamlValue step : item.get("steps").items("step")) {
      step.mapping(Set.of("tell", "after"));
      Step read = new Step(step.get("tell").choice(Audience.class), duration(step.get("after")));
      refuseWrongTime(step.get("after"), read, steps);
      refuseNobody(step.get("tell"), read, severity);
      steps.add(read);
    }
    if (severity == Severity.CRITICAL) {
      refuseLateCritical(item, wakes, waits, steps);
    }
    return new Escalation(wakes, waits, steps);
  }

  private static void refuseWrongTime(YamlValue place, Step step, List<Step> before) {
    if (before.isEmpty() && !step.after().isZero()) {
      throw place.mistake("must be 0s in the first step");
    }
    if (!before.isEmpty() && step.after().compareTo(before.getLast().after()) <= 0) {
      throw place.mistake("must be later than that of the step before");
    }
  }

  /**
   * A CRITICAL alert calls everyone on call at once, and by whatever wakes them; in the end it
   * calls the team.
   */
  private static void refuseLateCritical(
      YamlValue item, boolean wakes, boolean waits, List<Step> steps) {
    if (!wakes) {
      throw item.get("wakes").mistake("must be true for critical alerts");
    }
    if (waits) {
      throw item.get("waitsForHours").mistake("must be false for critical alerts");
    }
    Audience first = steps.getFirst().tell();
    if (first != Audience.ON_CALL && first != Audience.TEAM) {
      throw item.get("steps").mistake("must begin with tell: on_call or team for critical alerts");
    }
    if (steps.getLast().tell() != Audience.TEAM) {
      throw item.get("steps").mistake("must end with tell: team for critical alerts");
    }
  }

  private void refuseNobody(YamlValue place, Step step, Severity severity) {
    if (step.tell() != Audience.NEXT) {
      return;
    }
    for (Receiver receiver : receivers) {
      if (severities.apply(receiver).contains(severity) && !hasNext(receiver)) {
        throw place.mistake(
            "reaches nobody: all of receiver '%s' are on call already".formatted(receiver.name()));
      }
    }
  }

  /** Returns whether somebody is left while each layer has its person on call. */
  private static boolean hasNext(Receiver receiver) {
    Set<Person> people =
        receiver.schedules().stream()
            .flatMap(schedule -> schedule.layers().stream())
            .flatMap(layer -> layer.rotation().people().stream())
            .collect(Collectors.toSet());
    int layers = receiver.schedules().stream().mapToInt(each -> each.layers().size()).sum();
    // Without schedules it is the team's, and so is every step.
    return receiver.schedules().isEmpty() || people.size() > layers;
  }
}
