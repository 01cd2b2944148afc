package io.gamekeeper.platform.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdaptiveSamplingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualTime time = new VirtualTime();
  private final AdaptiveSampling sampling = new AdaptiveSampling(time, new Random(17));

  @Test
  void aQuietProcessIsTracedCompletely() {
    assertThat(sampled(60, 1)).isEqualTo(60);
  }

  @Test
  void theFirstInEachSecondIsSampled() {
    for (int i = 0; i < 10; i++) {
      assertThat(sampling.sample()).isTrue();
      time.advance(SECOND);
    }
  }

  @Test
  void aProcessThatIsHardlyBusyHasTheLargestShareAndNoMore() {
    int traced = sampled(1000, 5);

    assertThat(traced - 1000).isBetween((int) (4000 * 0.08), (int) (4000 * 0.12));
  }

  @Test
  void theShareFallsAsTheLoadRises() {
    sampled(20, 50);

    // One by reservation, and a fiftieth of the other 49.
    assertThat(sampled(500, 50) - 500).isBetween(400, 600);
  }

  @Test
  void underAnyLoadTheSmallestShareIsLeft() {
    sampled(20, 5000);

    assertThat(sampled(20, 5000) - 20).isBetween((int) (100_000 * 0.009), (int) (100_000 * 0.011));
  }

  @Test
  void aBurstOutOfQuietIsNotTracedAtTheLargestShare() {
    sampled(60, 1);

    assertThat(sampled(1, 10_000)).isLessThan(200);
  }

  @Test
  void aLoadThatIsOverIsForgotten() {
    sampled(20, 5000);
    time.advance(Duration.ofSeconds(15));
    sampled(1, 1);

    assertThat(sampled(1000, 5) - 1000).isGreaterThan((int) (4000 * 0.08));
  }

  @Test
  void aClockThatIsSetBackStopsNothing() {
    sampled(3, 10);
    AdaptiveSampling other =
        new AdaptiveSampling(() -> time.instant().minusSeconds(100), new Random(17));

    assertThat(other.sample()).isTrue();
  }

  /** Returns how many were sampled in so many seconds with so many requests each. */
  private int sampled(int seconds, int perSecond) {
    int count = 0;
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < perSecond; i++) {
        count += sampling.sample() ? 1 : 0;
      }
      time.advance(SECOND);
    }
    return count;
  }
}
