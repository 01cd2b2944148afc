package io.gamekeeper.oncall.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeeklyHoursTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static WeeklyHours hours(String... ranges) {
    return new WeeklyHours(BERLIN, Stream.of(ranges).map(WeeklyHours.Range::parse).toList());
  }

  @Test
  void fridayEveningWaitsForMonday() {
    WeeklyHours working = hours("mon-fri 09:00-18:00");

    Instant friday = Instant.parse("2026-03-06T17:00:00Z");

    assertThat(working.contains(friday)).isFalse();
    assertThat(working.contains(friday.minusSeconds(1))).isTrue();
    assertThat(working.nextOpening(friday)).isEqualTo("2026-03-09T08:00:00Z");
    assertThat(working.nextOpening(friday.minusSeconds(1))).isEqualTo("2026-03-06T16:59:59Z");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # Summer time begins in the night to Sunday: Monday opens an hour earlier by UTC.
          mon-fri 09:00-18:00, 2026-03-28T12:00:00Z, 2026-03-30T07:00:00Z
          # It ends: an hour later.
          mon-fri 09:00-18:00, 2026-10-24T12:00:00Z, 2026-10-26T08:00:00Z
          # 02:30 never comes on that Sunday; at 01:00Z the clocks jump to 03:00.
          sun 02:30-04:00,     2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z
          # All of it is left out: a week later.
          sun 02:10-02:50,     2026-03-28T12:00:00Z, 2026-04-05T00:10:00Z
          # 02:10 comes twice; the second one is open again.
          sun 02:10-02:50,     2026-10-25T00:55:00Z, 2026-10-25T01:10:00Z
          # The clocks are put back into the hours.
          sun 01:00-02:30,     2026-10-25T00:40:00Z, 2026-10-25T01:00:00Z
          """)
  void theyOpenByTheClocks(String range, Instant now, Instant opening) {
    assertThat(hours(range).nextOpening(now)).isEqualTo(opening);
  }

  @Test
  void whatFollowsWithoutABreakIsOne() {
    WeeklyHours night = hours("fri 22:00-24:00", "sat 00:00-06:00");

    assertThat(night.nextClosing(Instant.parse("2026-03-06T22:00:00Z")))
        .contains(Instant.parse("2026-03-07T05:00:00Z"));
    assertThat(hours("mon-sun 00:00-24:00").nextClosing(Instant.EPOCH)).isEmpty();
  }

  @Test
  void daysMayGoOverTheWeeksEnd() {
    assertThat(WeeklyHours.Range.parse("sat-mon 08:00-09:00").days()).hasSize(3);
    assertThat(WeeklyHours.Range.parse("mon-sun 08:00-09:00").days()).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mon",
        "mon 9:00-18:00",
        "monday 09:00-18:00",
        "mon 18:00-09:00",
        "mon 09:00-09:00",
        "mon 09:00-24:01",
        "mon 25:00-26:00",
        "mon 09:60-10:00"
      })
  void whatAreNoHoursIsRefused(String text) {
    assertThatThrownBy(() -> WeeklyHours.Range.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void theNextOpeningIsTheFirstMinuteThatIsWithin(
      @ForAll @IntRange(max = 1438) int from,
      @ForAll @IntRange(min = 1, max = 240) int length,
      @ForAll @LongRange(max = 365L * 24 * 60) long minute) {
    int to = Math.min(from + length, 1440);
    WeeklyHours hours =
        new WeeklyHours(
            BERLIN, List.of(new WeeklyHours.Range(EnumSet.allOf(DayOfWeek.class), from, to)));
    Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60 * minute);

    Instant opening = hours.nextOpening(now);

    Instant first = now;
    while (!hours.contains(first)) {
      first = first.plusSeconds(60);
    }
    assertThat(opening).isEqualTo(first);
    while (hours.contains(first)) {
      first = first.plusSeconds(60);
    }
    assertThat(hours.nextClosing(now)).contains(hours.contains(now) ? first : now);
  }
}
