package io.gamekeeper.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BreakerTest {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final VirtualTime time = new VirtualTime();
  private final Breaker breaker = new Breaker(time, 2, PAUSE);

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

    time.advance(PAUSE);

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
    time.advance(jump);

    assertThat(breaker.allowsProbe()).isTrue();
    assertThat(breaker.allowsProbe()).isFalse();
    time.advance(PAUSE);
    assertThat(breaker.allowsProbe()).isTrue();
  }
}
