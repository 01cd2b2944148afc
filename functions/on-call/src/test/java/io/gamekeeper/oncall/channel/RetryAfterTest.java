package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "' 0 ', PT0S",
    "'Sat, 21 Nov 2026 10:01:30 GMT', PT1M30S",
    "'Sat, 21 Nov 2026 09:59:00 GMT',",
    "-1,",
    "99999999999999999999,",
    "'',",
    "soon,"
  })
  void aHeaderIsSecondsOrADate(String header, Duration wait) {
    assertThat(RetryAfter.in(header, NOW)).isEqualTo(Optional.ofNullable(wait));
  }
}
