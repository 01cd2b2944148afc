package io.gamekeeper.local.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StripedRecorderTest {
  private static final MetricName NAME = new MetricName("AWS/X", "Time", Map.of("Group", "g"));
  private static final MetricName WHOLE = new MetricName("AWS/X", "Time", Map.of());
  private static final Instant TEN = Instant.parse("2026-11-21T10:00:30Z");

  private Instant now = TEN;
  private final MetricStore store = new MetricStore(() -> now, new ErrorLog(() -> now));
  private final MetricStore.Recorder recorder =
      new StripedRecorder(store, "Seconds", List.of(NAME, WHOLE));

  @Test
  void whatManyThreadsCountIsAllThereWhenItIsRead() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int own = i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int j = 0; j < 1000; j++) {
                      recorder.record(own * 1000 + j);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    for (MetricName name : List.of(NAME, WHOLE)) {
      assertThat(read(name))
          .singleElement()
          .satisfies(period -> assertThat(period.count()).isEqualTo(8000))
          .satisfies(period -> assertThat(period.sum()).isEqualTo(7999.0 * 8000 / 2))
          .satisfies(period -> assertThat(period.minimum()).isZero())
          .satisfies(period -> assertThat(period.maximum()).isEqualTo(7999))
          .satisfies(period -> assertThat(period.percentile(50)).isBetween(3900.0, 4100.0));
    }
  }

  @Test
  void aValueCountsInTheMinuteInWhichItCame() {
    recorder.record(1);
    recorder.record(1);
    now = TEN.plusSeconds(60);
    recorder.record(5);
    now = TEN.plusSeconds(600);

    assertThat(read(NAME))
        .extracting(Statistics::start, Statistics::sum)
        .containsExactly(
            tuple(Instant.parse("2026-11-21T10:00:00Z"), 2.0),
            tuple(Instant.parse("2026-11-21T10:01:00Z"), 5.0));
  }

  @Test
  void readingTwiceCountsNothingTwice() {
    recorder.record(3);
    assertThat(store.sum(NAME)).isEqualTo(3);
    assertThat(store.sum(NAME)).isEqualTo(3);
    recorder.record(4);

    assertThat(store.sum(NAME)).isEqualTo(7);
    assertThat(store.names()).containsExactlyInAnyOrder(NAME, WHOLE);
  }

  private List<Statistics> read(MetricName name) {
    Instant start = TEN.truncatedTo(ChronoUnit.MINUTES);
    return store.read(name, start, start.plus(Duration.ofHours(1)), Duration.ofMinutes(1), true);
  }
}
