package io.gamekeeper.oncall.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.schedule.Schedules;
import io.gamekeeper.oncall.schedule.SchedulesFile;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutesFileTest {
  private static final Schedules SCHEDULES =
      SchedulesFile.parse(
          """
          people:
            - {name: anna, zone: UTC, hours: [mon-fri 09:00-18:00], contacts: {mail: a@example.com}}
            - {name: bo, zone: UTC, hours: [mon-fri 09:00-18:00], contacts: {mail: b@example.com}}
          schedules:
            - name: game
              zone: UTC
              layers:
                - {name: primary, people: [anna, bo], firstHandOver: monday 2026-01-05 10:00, days: 7}
            - name: lone
              zone: UTC
              layers:
                - {name: primary, people: [anna], firstHandOver: monday 2026-01-05 10:00, days: 7}
          """);
  private static final String GOOD =
      """
      windows:
        - {name: work, zone: UTC, hours: [mon-fri 09:00-18:00]}
      receivers:
        - {name: team, channels: [mail], hours: work}
        - name: pager
          channels: [mail, sms]
          schedules: [game]
          hours: work
          rateLimit: {messages: 5, in: 1h}
      route:
        receiver: team
        groupBy: [stage]
        groupWait: 30s
        groupInterval: 5m
        repeatInterval: 4h
        routes:
          - name: critical
            match: [severity=critical]
            receiver: pager
            continue: true
          - name: data
            match: [owner=data, severity!=critical]
            groupWait: 2m
            muteIn: [work]
            routes:
              - {name: slow, match: [alarm=SlowQueries]}
          - {name: rest}
      inhibitions:
        - {name: hides, source: [alarm=ServerDown], target: [owner=fleet], equal: [stage]}
      maintenance:
        - {name: patches, match: [owner=data, severity!=critical], window: work}
      """
          + DeclaredEscalation.TEXT;

  @Test
  void whatIsDeclaredIsRead() {
    Routes routes = RoutesFile.parse(GOOD, SCHEDULES);

    Route root = routes.root();
    Route slow = root.routes().get(1).routes().getFirst();
    assertThat(root.routes())
        .extracting(Route::name)
        .containsExactly("root/critical", "root/data", "root/rest");
    assertThat(root.routes()).extracting(Route::goesOn).containsExactly(true, false, false);
    assertThat(slow.name()).isEqualTo("root/data/slow");
    assertThat(slow.receiver().name()).isEqualTo("team");
    assertThat(slow.grouping().groupWait()).isEqualTo(Duration.ofMinutes(2));
    assertThat(slow.grouping().repeatInterval()).isEqualTo(Duration.ofHours(4));
    assertThat(slow.muteIn()).isEmpty();
    assertThat(routes.escalation(Severity.CRITICAL).steps()).hasSize(3);
    assertThat(routes.inhibitions())
        .extracting(Inhibition::equal)
        .containsExactly(List.of("stage"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          receivers:\\n | mottos: []\\nreceivers:\\n | the file has the unknown key 'mottos'
          name: pager | name: team | receivers[1].name 'team' is declared twice
          [mail, sms] | [sms] | receivers[1].channels reach nobody of the team
          [mail, sms] | [mail, fax] | receivers[1].channels[1] must be one of mail, slack, wecom, phone, sms, not 'fax'
          [mail, sms] | [mail, mail] | receivers[1].channels[1] 'mail' is listed twice
          schedules: [game] | schedules: [gaem] | receivers[1].schedules[0] must be one of [game, lone], not 'gaem'
          schedules: [game] | schedules: [lone] | escalation.critical.steps[1].tell reaches nobody: all of receiver 'pager' are on call already
          hours: work} | hours: wrok} | receivers[0].hours must be one of [work], not 'wrok'
          messages: 5 | messages: 0 | receivers[1].rateLimit.messages must be 1 to 10000, not 0
          receiver: team | receiver: taem | route.receiver must be one of [pager, team], not 'taem'
          receiver: team\\n | \\n | route.receiver is required
          groupBy: [stage] | groupBy: [stag] | route.groupBy[0] must be one of [alarm, dashboard, owner, runbook, severity, stage], not 'stag'
          groupWait: 30s | groupWait: 30 | route.groupWait is required and must be a text, not '30'
          groupWait: 30s | groupWait: half | route.groupWait must be a number with s, m, h or d such as 30s, not 'half'
          groupWait: 30s | groupWait: 0s | route is wrong: 0 < groupWait <= groupInterval <= repeatInterval
          groupWait: 30s | groupWait: 61s | route.groupWait must be at most 1m where critical alerts can come
          groupInterval: 5m | groupInterval: 6m | route.groupInterval must be at most 5m where critical alerts can come
          [severity=critical] | [severity=urgent] | route.routes[0].match[0] matches no alert: severity is one of [critical, high, medium, low]
          [severity=critical] | [severity!=urgent] | route.routes[0].match[0] matches every alert: severity is one of
          [owner=data, severity | [owner=dta, severity | route.routes[1].match[0] matches no alert: owner is one of
          receiver: pager | receiver: page | route.routes[0].receiver must be one of [pager, team], not 'page'
          continue: true | continue: maybe | route.routes[0].continue is required and must be true or false, not 'maybe'
          name: data | name: critical | route.routes[1].name 'critical' is declared twice
          muteIn: [work] | muteIn: [wrok] | route.routes[1].muteIn[0] must be one of [work], not 'wrok'
          severity!=critical]\\n      groupWait: 2m | alarm=A] | route.routes[1].muteIn would mute critical alerts: add severity!=critical to match
          [alarm=SlowQueries] | [owner=fleet] | route.routes[1].routes[0].match[0] matches no alert: owner=fleet and owner=data exclude each other
          continue: true\\n | \\n    - {name: again, match: [severity=critical, owner=data]}\\n | route.routes[1] is reached by no alert: 'root/critical' before it takes them all
          name: rest} | name: rest}\\n    - {name: late, match: [stage=dev]} | route.routes[3] is reached by no alert: 'root/rest' before it takes them all
          name: rest} | name: rest, match: [alarm=~".*"]}\\n    - {name: late, match: [stage=dev]} | route.routes[3] is reached by no alert: 'root/rest' before it takes them all
          target: [owner=fleet] | target: [] | inhibitions[0].target must be a list of at least one matcher
          equal: [stage] | equal: [] | inhibitions[0].equal must be a list of at least one label
          match: [owner=data, severity!=critical], window | match: [owner=data], window | maintenance[0].match would mute critical alerts: add severity!=critical
          window: work | window: wrok | maintenance[0].window must be one of [work], not 'wrok'
          wakes: true\\n | wakes: false\\n | escalation.critical.wakes must be true for critical alerts
          waitsForHours: false\\n | waitsForHours: true\\n | escalation.critical.waitsForHours must be false for critical alerts
          tell: on_call, after: 0s | tell: primary, after: 0s | escalation.critical.steps must begin with tell: on_call or team for critical alerts
          tell: team, after: 10m | tell: on_call, after: 10m | escalation.critical.steps must end with tell: team for critical alerts
          tell: on_call, after: 0s | tell: on_call, after: 1s | escalation.critical.steps[0].after must be 0s in the first step
          after: 10m | after: 5m | escalation.critical.steps[2].after must be later than that of the step before
          tell: next | tell: boss | escalation.critical.steps[1].tell must be one of primary, on_call, next, team, not 'boss'
          steps: [{tell: primary, after: 0s}] | steps: [] | escalation.high.steps must be a list of at least one step
          """)
  void aMistakeIsRefusedWithItsPlace(String right, String wrong, String message) {
    String before = right.replace("\\n", "\n");
    assertThat(GOOD).contains(before);
    String text = GOOD.replaceFirst(Pattern.quote(before), wrong.replace("\\n", "\n"));

    assertThatThrownBy(() -> RoutesFile.parse(text, SCHEDULES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("routes.yaml: " + message);
  }

  @Test
  void whatComesAfterARouteThatGoesOnIsReached() {
    String text =
        GOOD.replace(
            "  - name: data",
            "  - {name: again, match: [severity=critical, owner=data]}\n    - name: data");

    assertThat(RoutesFile.parse(text, SCHEDULES).root().routes().get(1).name())
        .isEqualTo("root/again");
  }

  @Test
  void aSeverityWithoutEscalationIsRefused() {
    String text = GOOD.replaceAll("(?m)^  low:.*\n", "");

    assertThatThrownBy(() -> RoutesFile.parse(text, SCHEDULES))
        .hasMessageContaining("escalation.low is required and must be a mapping");
  }

  @Test
  void anInhibitionThatCanHideNothingIsRefused() {
    String text =
        GOOD.replace("[alarm=ServerDown]", "[severity=low]")
            .replace("target: [owner=fleet]", "target: [severity=high]");

    assertThatThrownBy(() -> RoutesFile.parse(text, SCHEDULES))
        .hasMessageContaining(
            "inhibitions[0] hides nothing: its sources are less urgent than its targets");
  }
}
