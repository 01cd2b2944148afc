package io.gamekeeper.local.aws.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleExpressionTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:30Z");

  @ParameterizedTest
  @CsvSource({
    "rate(1 minute), UTC, 2026-03-01T00:05:00Z, 2026-03-01T00:05:30Z",
    "rate(2 days), UTC, 2026-03-01T00:00:30Z, 2026-03-03T00:00:30Z",
    "cron(0 9 ? * MON-FRI *), UTC, 2026-03-06T09:00:00Z, 2026-03-09T09:00:00Z",
    "cron(0/15 8 1 * ? *), Asia/Seoul, 2026-03-01T00:00:00Z, 2026-03-31T23:00:00Z",
    "at(2026-12-24T18:00:00), Europe/Berlin, 2026-03-01T00:00:00Z, 2026-12-24T17:00:00Z",
    // 02:30 does not exist in Berlin on 29 March 2026
    "cron(30 2 * * ? *), Europe/Berlin, 2026-03-28T12:00:00Z, 2026-03-30T00:30:00Z",
    // 02:30 occurs twice on 25 October 2026, and counts once
    "cron(30 2 * * ? *), Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
  })
  void theNextTimeFollowsTheZone(String expression, String zone, Instant after, Instant expected) {
    assertThat(ScheduleExpression.parse(expression).next(after, START, ZoneId.of(zone)))
        .contains(expected);
  }

  @Test
  void aTimeThatHasPassedIsNotDueAgain() {
    ScheduleExpression once = ScheduleExpression.parse("at(2026-01-01T00:00:00)");

    assertThat(once.next(START, START, ZoneId.of("UTC"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every minute",
        "rate(0 minutes)",
        "rate(1 week)",
        "cron(0 9 * * * *)",
        "cron(0 9 ? * ? *)",
        "cron(60 9 * * ? *)",
        "cron(0 9 L * ? *)",
        "cron(0 9 * *)",
        "at(tomorrow)",
      })
  void whatIsNotUnderstoodIsRefused(String expression) {
    assertThatThrownBy(() -> ScheduleExpression.parse(expression))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
