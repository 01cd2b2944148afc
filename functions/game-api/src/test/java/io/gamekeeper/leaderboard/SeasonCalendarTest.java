package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.SeasonCalendar.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SeasonCalendarTest {

  @ParameterizedTest
  @CsvSource({
    "DAILY,   America/New_York, 2026-03-08T12:00:00Z, 2026-03-08, 23",
    "DAILY,   America/New_York, 2026-11-01T12:00:00Z, 2026-11-01, 25",
    "DAILY,   America/Havana,   2026-03-08T12:00:00Z, 2026-03-08, 23",
    "DAILY,   Asia/Seoul,       2026-11-20T15:00:00Z, 2026-11-21, 24",
    "WEEKLY,  Europe/Berlin,    2026-10-25T12:00:00Z, 2026-W43,   169",
    "WEEKLY,  UTC,              2027-01-01T00:00:00Z, 2026-W53,   168",
    "MONTHLY, Europe/Berlin,    2026-03-15T00:00:00Z, 2026-03,    743",
  })
  void seasonsAreAsLongAsTheirZoneMakesThem(
      Kind kind, String zone, Instant now, String id, long hours) {
    SeasonCalendar calendar = new SeasonCalendar(kind, ZoneId.of(zone));

    Season season = calendar.at(now);

    assertThat(season.id()).isEqualTo(id);
    assertThat(Duration.between(season.start(), season.end())).isEqualTo(Duration.ofHours(hours));
    assertThat(calendar.find(id)).contains(season);
  }

  @Test
  void seasonsFollowEachOtherWithoutGap() {
    Random random = new Random(3);
    for (String zone : List.of("America/Havana", "Pacific/Apia", "Europe/Berlin", "Asia/Seoul")) {
      for (Kind kind : List.of(Kind.DAILY, Kind.WEEKLY, Kind.MONTHLY)) {
        SeasonCalendar calendar = new SeasonCalendar(kind, ZoneId.of(zone));
        for (int i = 0; i < 500; i++) {
          Instant instant = Instant.ofEpochSecond(random.nextLong(1_000_000_000L, 2_000_000_000L));

          Season season = calendar.at(instant);

          assertThat(season.start()).isBeforeOrEqualTo(instant);
          assertThat(season.end()).isAfter(instant);
          assertThat(calendar.at(season.end()).start()).isEqualTo(season.end());
          assertThat(calendar.before(season).end()).isEqualTo(season.start());
          assertThat(calendar.find(season.id())).contains(season);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 2026",
    "DAILY, 2026-02-30",
    "DAILY, 2026-2-3",
    "DAILY, all",
    "WEEKLY, 2026-W54",
    "WEEKLY, 2025-W53",
    "WEEKLY, 2026-W00",
    "MONTHLY, 2026-13",
    "MONTHLY, 2026-11-01",
    "DAILY, +12026-01-01",
    "WEEKLY, 0000-W01x",
  })
  void refusesWhatIsNoSeasonOfTheCalendar(Kind kind, String id) {
    assertThat(new SeasonCalendar(kind, ZoneId.of("UTC")).find(id)).isEmpty();
  }
}
