package io.gamekeeper.local.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.LedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  private final LedTime time = new LedTime();
  private final List<String> begun = new ArrayList<>();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void itBeginsAtTheSecondZeroOfEachMinuteEvenIfItTakesLonger() {
    time.advance(Duration.ofSeconds(20));
    Timetable.eachMinute(
        time.agenda(),
        "sample",
        () -> {
          begun.add(time.instant().toString());
          time.agenda().sleep(Duration.ofSeconds(90));
        });

    time.advance(Duration.ofMinutes(3));

    assertThat(begun)
        .containsExactly("2026-11-21T10:01:00Z", "2026-11-21T10:02:00Z", "2026-11-21T10:03:00Z");
  }

  @Test
  void aFailureIsNotedAndTheNextMinuteComes() {
    Timetable.eachMinute(
        time.agenda(),
        "sample",
        () -> {
          begun.add(time.instant().toString());
          throw new IllegalStateException("no");
        });

    time.advance(Duration.ofMinutes(2));

    assertThat(begun).hasSize(2);
    assertThat(time.errors().newest()).hasSize(2);
  }
}
