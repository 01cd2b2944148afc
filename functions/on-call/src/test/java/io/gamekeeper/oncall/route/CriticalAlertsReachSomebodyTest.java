package io.gamekeeper.oncall.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.group.Group;
import io.gamekeeper.oncall.group.Grouping;
import io.gamekeeper.oncall.schedule.Layer;
import io.gamekeeper.oncall.schedule.Person;
import io.gamekeeper.oncall.schedule.Rotation;
import io.gamekeeper.oncall.schedule.Schedule;
import io.gamekeeper.oncall.schedule.WeeklyHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever the tree, the silences and the inhibitions are: a CRITICAL alert that keeps firing is
 * told to somebody within the group's wait, or one that is as urgent and hides it is, or a person
 * has silenced it.
 */
final class CriticalAlertsReachSomebodyTest {
  private static final Instant START = Instant.parse("2026-03-03T02:00:00Z");
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final WeeklyHours ALWAYS =
      new WeeklyHours(UTC, List.of(WeeklyHours.Range.parse("mon-sun 00:00-24:00")));
  private static final WeeklyHours WORK =
      new WeeklyHours(UTC, List.of(WeeklyHours.Range.parse("mon-fri 09:00-18:00")));
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Grouping GROUPING =
      new Grouping(List.of("owner"), WAIT, Duration.ofMinutes(5), Duration.ofHours(4));
  private static final List<String> ALARMS = List.of("A", "B", "C", "D", "E");
  private static final List<String> MATCHERS =
      List.of(
          "severity=critical",
          "severity!=critical",
          "severity=~critical|high",
          "owner=data",
          "owner!=data",
          "alarm=A",
          "alarm=B",
          "alarm=~[ABC]",
          "alarm!~[CD]",
          "stage=prod");

  @Property(tries = 500)
  void aCriticalAlertReachesSomebody(@ForAll long seed) {
    Random random = new Random(seed);
    Routing routing = new Routing(routes(random));
    List<Alert> active = alerts(random);
    List<Silence> silences = silences(random);
    Context context =
        new Context(
            active,
            silences,
            List.of(new Maintenance("works", matchers(random), new Maintenance.Weekly(ALWAYS))),
            Set.of(),
            Map.of("r0", Collections.nCopies(9, START), "r1", Collections.nCopies(9, START)));
    Map<String, Instant> told = tell(routing, active, context);

    for (Alert alert : active) {
      if (alert.severity() == Severity.CRITICAL) {
        assertThat(reached(alert, told, routing, context)).as("%s of %s", alert, active).isTrue();
      }
    }
  }

  /** One cause of a silenced cause is silenced as well, another is told. */
  @Example
  void oneOfTwoCausesIsEnough() {
    aCriticalAlertReachesSomebody(-1669021166);
  }

  /** Follows the causes that hide an alert up to one that is told in time. */
  private static boolean reached(
      Alert alert, Map<String, Instant> told, Routing routing, Context context) {
    Instant at = told.get(alert.key());
    if (at != null && !at.isAfter(START.plus(WAIT))) {
      return true;
    }
    return routing.decide(alert, START.plus(WAIT), context).deliveries().stream()
        .anyMatch(
            delivery ->
                switch (delivery.outcome()) {
                  case Decision.Silenced silenced -> silenced.silence().hides(alert, START);
                  case Decision.Inhibited by ->
                      by.cause().severity() == Severity.CRITICAL
                          && reachedUnsilenced(by.cause(), told, routing, context);
                  default -> false;
                });
  }

  /** A cause that is silenced must be hidden by one that is told; a silence is no excuse here. */
  private static boolean reachedUnsilenced(
      Alert cause, Map<String, Instant> told, Routing routing, Context context) {
    List<Silence> others =
        context.silences().stream().filter(silence -> !silence.hides(cause, START)).toList();
    Context loud = context.with(context.active(), others, context.acknowledged());
    return others.size() < context.silences().size()
        ? routing.decide(cause, START.plus(WAIT), loud).deliveries().stream()
            .map(Decision.Delivery::outcome)
            .anyMatch(
                outcome ->
                    outcome instanceof Decision.Inhibited by
                        && reachedUnsilenced(by.cause(), told, routing, context))
        : reached(cause, told, routing, context);
  }

  /** Plays a minute with all alerts, and returns when people were first told of each. */
  private static Map<String, Instant> tell(Routing routing, List<Alert> active, Context context) {
    Map<String, Group> groups = new TreeMap<>();
    for (Alert alert : active) {
      for (Decision.Delivery delivery : routing.decide(alert, START, context).deliveries()) {
        String key = delivery.groupKey();
        Group group = groups.getOrDefault(key, Group.empty(key, delivery.route().grouping()));
        groups.put(key, group.with(alert, START));
      }
    }
    Map<String, Instant> told = new HashMap<>();
    groups.forEach(
        (key, group) -> {
          Instant due = group.next(START).orElseThrow();
          group
              .message(alert -> notices(routing, alert, due, context, key).isEmpty())
              .firing()
              .forEach(alert -> told.merge(alert.key(), due, (a, b) -> a.isBefore(b) ? a : b));
        });
    return told;
  }

  /** Returns who is told of an alert in a group; each by at least one channel. */
  private static List<Decision.Notice> notices(
      Routing routing, Alert alert, Instant now, Context context, String group) {
    List<Decision.Notice> notices = new ArrayList<>();
    for (Decision.Delivery delivery : routing.decide(alert, now, context).deliveries()) {
      if (delivery.groupKey().equals(group) && delivery.outcome() instanceof Decision.Told told) {
        assertThat(told.notices()).isNotEmpty().noneMatch(each -> each.channels().isEmpty());
        notices.addAll(told.notices());
      }
    }
    return notices;
  }

  private static Routes routes(Random random) {
    // Everyone has mail, as the reader of routes.yaml asks for somebody who can be reached.
    List<Person> team =
        List.of(
            new Person("a", WORK, Map.of(Channel.MAIL, "a@example.com")),
            new Person(
                "b", WORK, Map.of(Channel.MAIL, "b@example.com", Channel.SMS, "+12025550101")));
    // Some schedules have begun, others have not.
    List<Receiver> receivers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LocalDateTime begin = LocalDateTime.of(random.nextBoolean() ? 2026 : 2030, 1, 5, 10, 0);
      Layer layer = new Layer("l", new Rotation(team, begin, 7, UTC), List.of());
      Set<Channel> channels = new HashSet<>(Set.of(Channel.MAIL));
      if (random.nextBoolean()) {
        channels.add(Channel.SMS);
      }
      receivers.add(
          new Receiver(
              "r" + i,
              channels,
              random.nextBoolean() ? List.of() : List.of(new Schedule("s", List.of(layer))),
              WORK,
              Optional.of(new Receiver.RateLimit(1, Duration.ofHours(1)))));
    }
    List<Inhibition> inhibitions = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      inhibitions.add(
          new Inhibition(
              "i" + i,
              matchers(random),
              matchers(random),
              random.nextBoolean() ? List.of() : List.of("owner")));
    }
    Escalation critical =
        new Escalation(
            true,
            false,
            List.of(
                new Escalation.Step(Escalation.Audience.ON_CALL, Duration.ZERO),
                new Escalation.Step(Escalation.Audience.TEAM, Duration.ofMinutes(10))));
    Escalation low = new Escalation(false, true, critical.steps());
    return new Routes(
        route(random, "root", List.of(), receivers, 3),
        inhibitions,
        List.of(new Maintenance("weekly", matchers(random), new Maintenance.Weekly(ALWAYS))),
        Map.of(
            Severity.CRITICAL, critical,
            Severity.HIGH, critical,
            Severity.MEDIUM, low,
            Severity.LOW, low),
        team);
  }

  private static Route route(
      Random random, String name, List<Matcher> matchers, List<Receiver> receivers, int depth) {
    List<Route> children = new ArrayList<>();
    for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
      children.add(route(random, name + "/" + i, matchers(random), receivers, depth - 1));
    }
    return new Route(
        name,
        matchers,
        random.nextBoolean(),
        receivers.get(random.nextInt(receivers.size())),
        GROUPING,
        random.nextBoolean() ? List.of(new Window("always", ALWAYS)) : List.of(),
        children);
  }

  private static List<Matcher> matchers(Random random) {
    List<Matcher> matchers = new ArrayList<>();
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      matchers.add(Matcher.parse(MATCHERS.get(random.nextInt(MATCHERS.size()))));
    }
    return matchers;
  }

  private static List<Silence> silences(Random random) {
    List<Silence> silences = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      List<Matcher> matchers = new ArrayList<>(matchers(random));
      matchers.add(Matcher.parse("alarm=" + ALARMS.get(random.nextInt(ALARMS.size()))));
      silences.add(
          new Silence("s" + i, matchers, "a", "known", START, START.plus(Duration.ofDays(1))));
    }
    return silences;
  }

  private static List<Alert> alerts(Random random) {
    List<Alert> alerts = new ArrayList<>();
    for (String alarm : ALARMS) {
      String severity = random.nextInt(3) == 0 ? "high" : "critical";
      String owner = random.nextBoolean() ? "data" : "fleet";
      alerts.add(
          new Alert(
              Map.of("stage", "prod", "alarm", alarm, "severity", severity, "owner", owner),
              State.FIRING,
              START,
              "",
              ""));
    }
    return alerts;
  }
}
