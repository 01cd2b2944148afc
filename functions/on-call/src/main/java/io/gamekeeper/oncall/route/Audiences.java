package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.route.Decision.Notice;
import io.gamekeeper.oncall.route.Decision.Outcome;
import io.gamekeeper.oncall.route.Decision.Planned;
import io.gamekeeper.oncall.route.Escalation.Audience;
import io.gamekeeper.oncall.route.Escalation.Due;
import io.gamekeeper.oncall.route.Escalation.Step;
import io.gamekeeper.oncall.schedule.Person;
import io.gamekeeper.oncall.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the people of a step; the whole team where there is nobody. */
final class Audiences {
  private static final Step RESOLVED = new Step(Audience.ON_CALL, Duration.ZERO);

  private final List<Person> team;

  Audiences(List<Person> team) {
    this.team = team;
  }

  /** Returns who is told of an alert that fires, if only its escalation counts. */
  Outcome told(Receiver receiver, Escalation escalation, Instant opened, Instant now) {
    Escalation.Position position = escalation.at(opened, false, now, receiver.hours());
    Optional<Planned> next = position.next().map(due -> planned(receiver, due));
    if (position.current().isEmpty()) {
      Planned first = next.orElseThrow();
      return new Decision.WaitsForHours(first.at(), first);
    }
    return told(receiver, position.current().get().step(), escalation.wakes(), now, next);
  }

  /** Returns who is told that an alert has ceased: those on call, and nobody is woken for it. */
  Outcome resolved(Receiver receiver, Instant now) {
    return told(receiver, RESOLVED, false, now, Optional.empty());
  }

  private Decision.Told told(
      Receiver receiver, Step step, boolean wakes, Instant now, Optional<Planned> next) {
    List<Person> people = people(receiver, step.tell(), now);
    boolean nobody = people.isEmpty() && step.tell() != Audience.TEAM;
    List<Notice> notices =
        (nobody ? people(receiver, Audience.TEAM, now) : people)
            .stream()
                .map(person -> new Notice(person, receiver.channelsTo(person, now, wakes)))
                .toList();
    return new Decision.Told(notices, step, nobody, next);
  }

  private Planned planned(Receiver receiver, Due due) {
    List<Person> people = people(receiver, due.step().tell(), due.at());
    return new Planned(
        due.step(),
        due.at(),
        people.isEmpty() ? people(receiver, Audience.TEAM, due.at()) : people);
  }

  /**
   * Returns whom a step tells: the team if the receiver has no schedule; nobody whom none of its
   * channels reaches.
   */
  private List<Person> people(Receiver receiver, Audience audience, Instant now) {
    List<Schedule> schedules = receiver.schedules();
    Stream<Person> people =
        switch (schedules.isEmpty() ? Audience.TEAM : audience) {
          case PRIMARY -> schedules.stream().flatMap(schedule -> schedule.primary(now).stream());
          case ON_CALL -> onCall(schedules, now);
          case NEXT -> {
            Set<Person> told = onCall(schedules, now).collect(Collectors.toSet());
            yield schedules.stream().flatMap(schedule -> schedule.next(now, told).stream());
          }
          case TEAM -> team.stream();
        };
    return people.distinct().filter(person -> !receiver.channelsTo(person).isEmpty()).toList();
  }

  private static Stream<Person> onCall(List<Schedule> schedules, Instant now) {
    return schedules.stream().flatMap(schedule -> schedule.onCall(now).stream());
  }
}
