package io.gamekeeper.oncall.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.route.Decision.Told;
import io.gamekeeper.oncall.route.Decision.Trial;
import io.gamekeeper.oncall.schedule.Schedules;
import io.gamekeeper.oncall.schedule.SchedulesFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoutingTest {
  private static final Instant NIGHT = Instant.parse("2026-03-03T02:00:00Z");
  private static final Schedules SCHEDULES =
      SchedulesFile.parse(
          """
          people:
            - name: anna
              zone: UTC
              hours: [mon-fri 09:00-18:00]
              contacts: {mail: a@example.com, sms: "+12025550101"}
            - name: bo
              zone: Asia/Shanghai
              hours: [mon-fri 09:00-18:00]
              contacts: {mail: b@example.com, sms: "+12025550102"}
          schedules:
            - name: game
              zone: UTC
              layers:
                - {name: primary, people: [anna, bo], firstHandOver: monday 2026-03-02 10:00, days: 7}
          """);
  private static final Routes ROUTES =
      RoutesFile.parse(
          """
          windows:
            - {name: work, zone: UTC, hours: [mon-fri 09:00-18:00]}
            - {name: night, zone: UTC, hours: [mon-sun 00:00-07:00]}
          receivers:
            - {name: team, channels: [mail], hours: work}
            - {name: pager, channels: [mail, sms], schedules: [game], hours: work}
            - {name: log, channels: [mail], hours: work, rateLimit: {messages: 2, in: 1h}}
          route:
            receiver: team
            groupBy: [stage, owner]
            groupWait: 30s
            groupInterval: 5m
            repeatInterval: 4h
            routes:
              - {name: log, match: [alarm=~"Log.*"], receiver: log, continue: true}
              - {name: quiet, match: [owner=data, severity!=critical], muteIn: [night]}
              - {name: page, match: [severity=~critical|high|medium], receiver: pager}
          inhibitions:
            - {name: one-way, source: [alarm=Cause], target: [alarm=Effect], equal: [stage]}
            - {name: chain, source: [alarm=Root], target: [alarm=Cause], equal: [stage]}
            - {name: there, source: [alarm=This], target: [alarm=That], equal: [stage]}
            - {name: and-back, source: [alarm=That], target: [alarm=This], equal: [stage]}
            - {name: itself, source: [owner=fleet], target: [owner=fleet], equal: [stage]}
          """
              + DeclaredEscalation.TEXT,
          SCHEDULES);

  private static Alert alert(String alarm, String severity, String owner) {
    return new Alert(
        Map.of(
            "stage",
            "prod",
            "alarm",
            alarm,
            "severity",
            severity,
            "owner",
            owner,
            "runbook",
            alarm),
        State.FIRING,
        NIGHT,
        "",
        "");
  }

  private static Decision decide(Alert alert, Instant now, Alert... active) {
    return new Routing(ROUTES)
        .decide(alert, now, Context.NOTHING.with(List.of(active), List.of(), Set.of()));
  }

  private static Decision.Outcome outcome(Alert alert, Context context) {
    return new Routing(ROUTES).decide(alert, NIGHT, context).deliveries().getFirst().outcome();
  }

  private static Silence silence(String matcher) {
    return new Silence(
        "s1", List.of(Matcher.parse(matcher)), "anna", "known", NIGHT, NIGHT.plusSeconds(60));
  }

  @Test
  void theDecisionHasTheWholePath() {
    Decision decision = decide(alert("LogLost", "critical", "payments"), NIGHT);

    assertThat(decision.trials())
        .containsExactly(
            new Trial("root", true, "takes every alert"),
            new Trial("root/log", true, "alarm=~Log.*"),
            new Trial("root/quiet", false, "owner=data, but it is 'payments'"),
            new Trial("root/page", true, "severity=~critical|high|medium"));
    assertThat(decision.runbook()).contains("LogLost");
    assertThat(decision.deliveries())
        .extracting(Decision.Delivery::groupKey)
        .containsExactly(
            "root/log{stage=prod,owner=payments}", "root/page{stage=prod,owner=payments}");
  }

  @Test
  void aRouteWithoutContinueEndsTheSearch() {
    assertThat(decide(alert("A", "high", "data"), NIGHT).deliveries())
        .extracting(delivery -> delivery.route().name())
        .containsExactly("root/quiet");
  }

  @Test
  void whatNoRouteTakesGoesToTheRoot() {
    assertThat(decide(alert("A", "low", "fleet"), NIGHT).deliveries())
        .extracting(delivery -> delivery.route().receiver().name())
        .containsExactly("team");
  }

  @Test
  void aReceiverWithoutSchedulesIsTheTeamsAndThatIsNoFallBack() {
    Told told = (Told) outcome(alert("LogLost", "critical", "data"), Context.NOTHING);

    assertThat(told.notices()).hasSize(2);
    assertThat(told.fallBack()).isFalse();
  }

  @Test
  void whoIsToldAndWhoIsNext() {
    Told told = (Told) outcome(alert("A", "critical", "data"), Context.NOTHING);

    assertThat(told.notices())
        .containsExactly(
            new Decision.Notice(SCHEDULES.team().getFirst(), Set.of(Channel.MAIL, Channel.SMS)));
    assertThat(told.fallBack()).isFalse();
    Decision.Planned next = told.next().orElseThrow();
    assertThat(next.at()).isEqualTo(NIGHT.plus(Duration.ofMinutes(5)));
    assertThat(next.people()).containsExactly(SCHEDULES.team().getLast());
  }

  @Test
  void beforeTheScheduleBeginsTheTeamIsTold() {
    Decision decision =
        decide(alert("A", "critical", "data"), Instant.parse("2026-03-02T09:59:59Z"));

    Told told = (Told) decision.deliveries().getFirst().outcome();
    assertThat(told.fallBack()).isTrue();
    assertThat(told.notices()).hasSize(2);
  }

  @Test
  void whatIsNotUrgentSendsNoSmsOutsideThePersonsHours() {
    Told night = (Told) outcome(alert("A", "medium", "fleet"), Context.NOTHING);
    Told urgent = (Told) outcome(alert("A", "high", "fleet"), Context.NOTHING);
    Decision noon = decide(alert("A", "medium", "fleet"), NIGHT.plus(Duration.ofHours(10)));
    Told day = (Told) noon.deliveries().getFirst().outcome();

    assertThat(night.notices().getFirst().channels()).containsExactly(Channel.MAIL);
    assertThat(urgent.notices().getFirst().channels()).contains(Channel.SMS);
    assertThat(day.notices().getFirst().channels()).contains(Channel.SMS);
  }

  @Test
  void aWindowMutesUntilItEnds() {
    assertThat(outcome(alert("A", "high", "data"), Context.NOTHING))
        .isEqualTo(new Decision.Muted("night", Optional.of(Instant.parse("2026-03-03T07:00:00Z"))));
  }

  @Test
  void plannedMaintenanceHoldsUpWhatIsNotCritical() {
    Maintenance.Once time = new Maintenance.Once(NIGHT, NIGHT.plusSeconds(600));
    Maintenance upgrade = new Maintenance("upgrade", List.of(Matcher.parse("stage=prod")), time);
    Context context = new Context(List.of(), List.of(), List.of(upgrade), Set.of(), Map.of());

    assertThat(outcome(alert("A", "high", "fleet"), context))
        .isEqualTo(new Decision.Muted("upgrade", Optional.of(NIGHT.plusSeconds(600))));
    assertThat(outcome(alert("A", "critical", "fleet"), context)).isInstanceOf(Told.class);
  }

  @Test
  void aFullReceiverWaitsForTheOldestMessageToAge() {
    List<Instant> sent = List.of(NIGHT.minusSeconds(3000), NIGHT.minusSeconds(100));
    Context context = new Context(List.of(), List.of(), List.of(), Set.of(), Map.of("log", sent));

    assertThat(outcome(alert("LogLost", "high", "fleet"), context))
        .isEqualTo(new Decision.RateLimited(NIGHT.plusSeconds(600)));
    assertThat(outcome(alert("LogLost", "critical", "fleet"), context)).isInstanceOf(Told.class);
  }

  @Test
  void aSilenceHidesUntilItExpires() {
    Alert alert = alert("A", "critical", "data");
    Context context = Context.NOTHING.with(List.of(), List.of(silence("alarm=A")), Set.of());

    assertThat(outcome(alert, context)).isEqualTo(new Decision.Silenced(silence("alarm=A")));
    assertThat(
            new Routing(ROUTES)
                .decide(alert, NIGHT.plusSeconds(60), context)
                .deliveries()
                .getFirst()
                .outcome())
        .isInstanceOf(Told.class);
  }

  @Test
  void aCauseHidesWhatFollowsFromIt() {
    Alert cause = alert("Cause", "high", "");

    assertThat(
            outcome(
                alert("Effect", "high", ""),
                Context.NOTHING.with(List.of(cause), List.of(), Set.of())))
        .isEqualTo(new Decision.Inhibited("one-way", cause));
  }

  @Test
  void aCauseHidesNothingThatIsMoreUrgent() {
    assertThat(
            outcome(
                alert("Effect", "critical", ""),
                Context.NOTHING.with(List.of(alert("Cause", "high", "")), List.of(), Set.of())))
        .isInstanceOf(Told.class);
  }

  @Test
  void aSilencedCauseHidesNothingUnlessItsOwnCauseIsTold() {
    List<Silence> silences = List.of(silence("alarm=Cause"));
    Alert cause = alert("Cause", "high", "");

    assertThat(
            outcome(
                alert("Effect", "high", ""),
                Context.NOTHING.with(List.of(cause), silences, Set.of())))
        .isInstanceOf(Told.class);
    assertThat(
            outcome(
                alert("Effect", "high", ""),
                Context.NOTHING.with(
                    List.of(cause, alert("Root", "high", "")), silences, Set.of())))
        .isInstanceOf(Decision.Inhibited.class);
  }

  @Test
  void alertsThatWouldHideEachOtherAreBothTold() {
    Alert one = alert("This", "high", "");
    Alert other = alert("That", "high", "");
    Context context = Context.NOTHING.with(List.of(one, other), List.of(), Set.of());

    assertThat(outcome(one, context)).isInstanceOf(Told.class);
    assertThat(outcome(other, context)).isInstanceOf(Told.class);
    assertThat(
            outcome(
                alert("A", "high", "fleet"),
                Context.NOTHING.with(List.of(alert("B", "high", "fleet")), List.of(), Set.of())))
        .isInstanceOf(Told.class);
  }

  @Test
  void thatItIsOverIsTold() {
    Alert over = new Alert(alert("A", "critical", "data").labels(), State.RESOLVED, NIGHT, "", "");

    Told told = (Told) outcome(over, Context.NOTHING);

    assertThat(told.next()).isEmpty();
    assertThat(told.notices().getFirst().channels()).containsExactly(Channel.MAIL);
  }

  @Test
  void aSilenceThatWouldHideEverythingIsRefused() {
    assertThatThrownBy(() -> silence("owner=")).hasMessageContaining("hide everything");
    assertThatThrownBy(() -> silence("owner!=data")).hasMessageContaining("hide everything");
  }
}
