package io.gamekeeper.oncall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert.State;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AlertTest {
  private static final Instant SINCE = Instant.parse("2026-03-02T02:00:00Z");

  @Test
  void itsLabelsComeFromTheAlarmsNote() {
    String description = AlarmNote.of(GameAlarm.PAYMENT_SYSTEM_FAILURE).describe("Purchases fail.");

    Alert alert =
        Alert.of("prod", "PaymentSystemFailure", description, State.FIRING, SINCE, "3 of 3");

    assertThat(alert.labels())
        .isEqualTo(
            Map.of(
                "stage", "prod",
                "alarm", "PaymentSystemFailure",
                "severity", "critical",
                "owner", "payments",
                "dashboard", "Payments",
                "runbook", "PaymentSystemFailure"));
    assertThat(alert.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(alert.meaning()).isEqualTo("Purchases fail.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Somebody's own alarm.",
        "Edited.\n{\"severity\":\"SEVERE\",\"owner\":\"data\",\"dashboard\":\"D\",\"runbook\":\"R\"}"
      })
  void anAlarmThatNobodyKnowsIsLow(String description) {
    Alert alert = Alert.of("prod", "Mystery", description, State.FIRING, SINCE, "");

    assertThat(alert.severity()).isEqualTo(Severity.LOW);
    assertThat(alert.label(Alert.SEVERITY)).isEqualTo("low");
    assertThat(alert.label(Alert.OWNER)).isEmpty();
  }

  @Test
  void aSeverityThatNobodyKnowsIsLow() {
    Alert alert =
        new Alert(
            Map.of("stage", "prod", "alarm", "A", "severity", "urgent"),
            State.FIRING,
            SINCE,
            "",
            "");

    assertThat(alert.label(Alert.SEVERITY)).isEqualTo("low");
  }

  @Test
  void itsKeyStaysWhenItsStateChanges() {
    Alert firing = Alert.of("prod", "HighLatency-Scores", "", State.FIRING, SINCE, "slow");
    Alert resolved =
        Alert.of("prod", "HighLatency-Scores", "", State.RESOLVED, SINCE.plusSeconds(60), "fast");

    assertThat(firing.key()).isEqualTo("prod/HighLatency-Scores").isEqualTo(resolved.key());
  }

  @Test
  void aLabelThatNobodyCouldMatchIsRefused() {
    assertThatThrownBy(
            () ->
                new Alert(
                    Map.of("stage", "prod", "alarm", "A", "team", "x"),
                    State.FIRING,
                    SINCE,
                    "",
                    ""))
        .hasMessageContaining("labels are");
    assertThatThrownBy(() -> new Alert(Map.of("stage", "prod"), State.FIRING, SINCE, "", ""))
        .hasMessageContaining("a stage and an alarm");
  }
}
