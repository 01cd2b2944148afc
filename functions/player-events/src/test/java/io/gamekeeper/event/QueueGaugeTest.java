package io.gamekeeper.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueueGaugeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<Boolean> looks = new ArrayList<>();
  private int depth;
  private boolean answers = true;
  private final QueueGauge gauge =
      new QueueGauge(
          () -> {
            if (!answers) {
              throw new EventQueueException(new IllegalStateException("no answer"));
            }
            return depth;
          },
          100,
          time,
          looks::add);

  @Test
  void theQueueIsFullAtTheLimitAndAbove() {
    depth = 99;
    assertThat(gauge.isFull()).isFalse();
    time.advance(QueueGauge.BETWEEN);
    depth = 100;
    assertThat(gauge.isFull()).isTrue();
    time.advance(QueueGauge.BETWEEN);
    depth = 99;
    assertThat(gauge.isFull()).isFalse();
    assertThat(looks).containsExactly(false, true, false);
  }

  @Test
  void itLooksAtMostEveryTenSeconds() {
    gauge.isFull();
    depth = 1000;
    time.advance(QueueGauge.BETWEEN.minusMillis(1));

    assertThat(gauge.isFull()).isFalse();
    assertThat(looks).hasSize(1);
    time.advance(Duration.ofMillis(1));
    assertThat(gauge.isFull()).isTrue();
    assertThat(looks).hasSize(2);
  }

  @Test
  void aQueueThatDoesNotTellCountsAsBefore() {
    depth = 100;
    gauge.isFull();
    answers = false;
    time.advance(QueueGauge.BETWEEN);

    assertThat(gauge.isFull()).isTrue();
    assertThat(looks).containsExactly(true);
  }
}
