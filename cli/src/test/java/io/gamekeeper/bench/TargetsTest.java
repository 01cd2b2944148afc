package io.gamekeeper.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TargetsTest {

  @Test
  void absoluteFiguresAreJudgedWhereAConstantAnswerComesInTime() {
    Targets targets = new Targets(calls(Duration.ofMillis(2)));

    assertThat(targets.p99(calls(Duration.ofMillis(7)), 8)).isEqualTo("ok p99 ≤ 8.00");
    assertThat(targets.perSecondAtLeast(1_999, 2_000)).isEqualTo("MISSED ≥ 2000.00");
    assertThat(targets.met()).isFalse();
  }

  @Test
  void absoluteFiguresAreNotJudgedOnABusyMachine() {
    Targets targets = new Targets(calls(Duration.ofMillis(3)));

    assertThat(targets.p99(calls(Duration.ofMillis(9)), 8)).isEqualTo("not judged p99 ≤ 8.00");
    assertThat(targets.millisAtMost(2, 1)).isEqualTo("not judged ≤ 1.00");
    assertThat(targets.perSecondAtLeast(1_999, 2_000)).isEqualTo("not judged ≥ 2000.00");
    assertThat(targets.met()).isTrue();
    assertThat(targets.summary()).contains("not judged");
  }

  @Test
  void ratiosAreAlwaysJudged() {
    Targets targets = new Targets(calls(Duration.ofMillis(3)));

    assertThat(targets.atLeast(0.4, 0.5)).isEqualTo("MISSED ≥ 0.50");
    assertThat(targets.met()).isFalse();
  }

  private static Interval calls(Duration latency) {
    Measurements measurements = new Measurements();
    measurements.record(latency.toNanos(), Outcome.SUCCEEDED);
    return measurements.take();
  }
}
