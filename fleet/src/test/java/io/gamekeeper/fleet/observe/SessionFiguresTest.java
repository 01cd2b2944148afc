package io.gamekeeper.fleet.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionFiguresTest {
  private final SessionFigures figures = new SessionFigures();

  @Test
  void onePlayerMovesNoFigureHoweverOftenHeAnswers() {
    latency("ada", 20);
    latency("ada", 40);
    latency("bob", 50);
    for (int i = 0; i < 1000; i++) {
      latency("mallory", 6000);
    }

    assertThat(figures.takeMedianLatencyMillis()).hasValue(50);
    assertThat(figures.takeMedianLatencyMillis()).isEmpty();
  }

  @Test
  void aPlayerCountsByTheMeanOfAllAnswers() {
    latency("ada", 20);
    latency("ada", 60);
    latency("bob", 30);
    latency("mallory", 6000);

    assertThat(figures.takeMedianLatencyMillis()).hasValue(40);
  }

  @Test
  void ofAnEvenNumberTheTwoInTheMiddleCount() {
    latency("ada", 20);
    latency("bob", 40);
    latency("eve", 60);
    latency("mallory", 6000);

    assertThat(figures.takeMedianLatencyMillis()).hasValue(50);
  }

  @Test
  void withFewPlayersNothingIsSaid() {
    latency("ada", 20);
    latency("mallory", 6000);

    assertThat(figures.takeMedianLatencyMillis()).isEmpty();
  }

  private void latency(String player, long millis) {
    figures.latency(player, Duration.ofMillis(millis).toNanos());
  }
}
