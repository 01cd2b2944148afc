package io.gamekeeper.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BreakerTest {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private final Breaker breaker = new Breaker(() -> now, 2, PAUSE);

  @BeforeEach
  void failTwice() {
    breaker.failed();
    assertThat(breaker.allows()).isTrue();
    breaker.failed();
  }

  @Test
  void itRefusesAfterFailuresInARowAndLetsOneProbeThroughPerPause() {
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.allowsProbe()).isFalse();

    now = now.plus(PAUSE);

    assertThat(breaker.allowsProbe()).isTrue();
    assertThat(breaker.allowsProbe()).as("one at a time").isFalse();
    assertThat(breaker.allows()).isFalse();
  }

  @Test
  void aGoodAnswerClosesIt() {
    breaker.succeeded();

    assertThat(breaker.allows()).isTrue();
    breaker.failed();
    assertThat(breaker.allows()).as("the count begins anew").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "-PT3S", "PT1H"})
  void aClockThatIsSetMakesNoPauseLonger(Duration jump) {
    now = now.plus(jump);

    assertThat(breaker.allowsProbe()).isTrue();
    assertThat(breaker.allowsProbe()).isFalse();
    now = now.plus(PAUSE);
    assertThat(breaker.allowsProbe()).isTrue();
  }
}
