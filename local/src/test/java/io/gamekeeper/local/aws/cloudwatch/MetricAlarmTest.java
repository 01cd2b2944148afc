package io.gamekeeper.local.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MetricAlarmTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final MetricName TIMES = new MetricName("Game", "Times", Map.of());

  private Instant now = START;
  private final ErrorLog errors = new ErrorLog(() -> now);
  private final MetricStore store = new MetricStore(() -> now, errors);

  @Test
  void aClockThatJumpsChangesWhatIsJudgedAndNothingElse() {
    MetricAlarm alarm = alarm("Maximum", false);
    measure(3, 80);
    assertThat(state(alarm)).contains(State.ALARM);

    now = START.plus(Duration.ofDays(3)); // a laptop that slept
    assertThat(state(alarm)).contains(State.INSUFFICIENT_DATA);
    now = START.plus(MINUTE.multipliedBy(3)); // and whose clock was put right
    assertThat(state(alarm)).contains(State.ALARM);
    now = START.minus(Duration.ofDays(400));
    assertThat(state(alarm)).contains(State.INSUFFICIENT_DATA);
  }

  @Test
  void fewSamplesSayNothingAboutAPercentileIfTheAlarmSaysSo() {
    measure(3, 80);
    assertThat(state(alarm("p90", true))).as("3 of the 100 samples that it takes").isEmpty();
    assertThat(state(alarm("p90", false))).contains(State.ALARM);
    store.record(TIMES, "Milliseconds", false, now.minus(MINUTE), 80, 100);
    assertThat(state(alarm("p90", true))).contains(State.ALARM);
  }

  private void measure(int minutes, double value) {
    for (int i = 0; i < minutes; i++) {
      store.record(TIMES, "Milliseconds", false, value);
      now = now.plus(MINUTE);
    }
  }

  private Optional<State> state(MetricAlarm alarm) {
    return alarm.evaluate(store, now).map(Alarm.StateValue::value);
  }

  private static MetricAlarm alarm(String statistic, boolean fewSamplesIgnored) {
    return new MetricAlarm(
        new Alarm.Facts(
            "Slow",
            "slow",
            "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow",
            "",
            true,
            Map.of()),
        new MetricAlarm.Condition(
            new MetricQueries(
                List.of(
                    new MetricQuery.Stat(
                        "m1", "", true, TIMES, MINUTE, Statistic.of(statistic).orElseThrow()))),
            "m1",
            MINUTE,
            2,
            3,
            Comparison.ABOVE,
            50,
            MissingData.MISSING,
            fewSamplesIgnored),
        START);
  }
}
