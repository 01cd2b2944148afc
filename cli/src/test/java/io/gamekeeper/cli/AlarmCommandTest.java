package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.admin.AlarmCalls;
import io.gamekeeper.local.aws.cloudwatch.AlarmViews;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AlarmCommandTest {
  private static final Instant SINCE = Instant.parse("2026-11-29T23:00:01.5Z");

  @Test
  void alarmsThatAreOnComeFirstAndSayWhatIsSpecial() {
    assertThat(
            AlarmCommand.lines(
                List.of(
                    alarm("calm", State.OK, "", ""),
                    alarm("new", State.INSUFFICIENT_DATA, "", "bands are not learnt"),
                    alarm("follows", State.ALARM, "Alarm", ""),
                    alarm("fire", State.ALARM, "", ""))))
        .containsExactly(
            "  ALARM              since 2026-11-29T23:00:01Z  fire     load above 1",
            "  ALARM              since 2026-11-29T23:00:01Z  follows  (silent by Alarm) load above 1",
            "  INSUFFICIENT_DATA  since 2026-11-29T23:00:01Z  new      (not simulated) load above 1",
            "  OK                 since 2026-11-29T23:00:01Z  calm     load above 1");
  }

  @Test
  void aSheetHasTheReasonTheDescriptionLineByLineAndTheHistory() {
    assertThat(
            AlarmCommand.lines(
                new AlarmCalls.Shown(
                    alarm("fire", State.ALARM, "WaitPeriod", ""),
                    List.of(
                        new AlarmViews.Happening(
                            SINCE, "StateUpdate", "Alarm updated from OK to ALARM")))))
        .contains(
            "  reason       2 out of the last 2 datapoints",
            "  description  It burns.",
            "  description  {\"severity\":\"HIGH\"}",
            "  on ALARM     calls arn:aws:sns:eu-central-1:1:alarms",
            "  part of      everything",
            "  silent by    WaitPeriod",
            "history (1)",
            "  2026-11-29T23:00:01Z  StateUpdate  Alarm updated from OK to ALARM");
  }

  private static AlarmViews.View alarm(
      String name, State state, String suppressedBy, String notSimulated) {
    return new AlarmViews.View(
        name,
        "LogicalId",
        state,
        SINCE,
        "2 out of the last 2 datapoints",
        "load above 1",
        "It burns.\n\n{\"severity\":\"HIGH\"}",
        true,
        Map.of(State.ALARM, List.of("arn:aws:sns:eu-central-1:1:alarms")),
        List.of("everything"),
        suppressedBy,
        notSimulated);
  }
}
