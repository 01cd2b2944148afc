package io.gamekeeper.oncall.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.oncall.route.Escalation.Audience;
import io.gamekeeper.oncall.route.Escalation.Due;
import io.gamekeeper.oncall.route.Escalation.Position;
import io.gamekeeper.oncall.route.Escalation.Step;
import io.gamekeeper.oncall.schedule.WeeklyHours;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EscalationTest {
  private static final Instant OPENED = Instant.parse("2026-03-06T20:00:00Z");
  private static final WeeklyHours HOURS =
      new WeeklyHours(
          ZoneId.of("Europe/Berlin"), List.of(WeeklyHours.Range.parse("mon-fri 09:00-18:00")));
  private static final List<Step> STEPS =
      List.of(
          new Step(Audience.ON_CALL, Duration.ZERO),
          new Step(Audience.NEXT, Duration.ofMinutes(5)),
          new Step(Audience.TEAM, Duration.ofMinutes(10)));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0,   ON_CALL, NEXT
          299, ON_CALL, NEXT
          300, NEXT,    TEAM
          599, NEXT,    TEAM
          600, TEAM,
          """)
  void itGoesOnWhileNobodyAcknowledges(int seconds, Audience current, Audience next) {
    Position position =
        new Escalation(true, false, STEPS).at(OPENED, false, OPENED.plusSeconds(seconds), HOURS);

    assertThat(position.current().map(due -> due.step().tell())).contains(current);
    assertThat(position.next().map(due -> due.step().tell())).isEqualTo(Optional.ofNullable(next));
  }

  @Test
  void anAlertFromAClockThatIsFastBeginsNow() {
    Instant now = OPENED.minusSeconds(20);

    assertThat(new Escalation(true, false, STEPS).at(OPENED, false, now, HOURS).current())
        .contains(new Due(STEPS.getFirst(), now));
  }

  @Test
  void anAcknowledgementEndsIt() {
    assertThat(new Escalation(true, false, STEPS).at(OPENED, true, OPENED.plusSeconds(300), HOURS))
        .isEqualTo(new Position(Optional.empty(), Optional.empty()));
  }

  @Test
  void whatIsNotUrgentWaitsForTheNextWorkingDay() {
    Escalation low = new Escalation(false, true, STEPS);
    Instant monday = Instant.parse("2026-03-09T08:00:00Z");

    assertThat(low.at(OPENED, false, OPENED, HOURS))
        .isEqualTo(new Position(Optional.empty(), Optional.of(new Due(STEPS.getFirst(), monday))));
    assertThat(low.at(OPENED, false, monday.plusSeconds(300), HOURS).current())
        .contains(new Due(STEPS.get(1), monday.plusSeconds(300)));
  }

  @Test
  void stepsInTheWrongOrderAreRefused() {
    assertThatThrownBy(() -> new Escalation(true, false, STEPS.reversed()))
        .hasMessageContaining("begins with a step after 0s");
    assertThatThrownBy(
            () -> new Escalation(true, false, List.of(STEPS.getFirst(), STEPS.getFirst())))
        .hasMessageContaining("later");
    assertThatThrownBy(() -> new Escalation(true, false, List.of()))
        .hasMessageContaining("begins with");
  }
}
