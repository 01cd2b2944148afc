package io.gamekeeper.oncall.schedule;

import static io.gamekeeper.oncall.schedule.People.people;
import static io.gamekeeper.oncall.schedule.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDateTime MONDAY = LocalDateTime.of(2026, 1, 5, 10, 0);
  private static final List<String> ZONES =
      List.of(
          "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Seoul", "Africa/Cairo");

  private static Rotation weekly(int people) {
    return new Rotation(people(people), MONDAY, 7, BERLIN);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # Winter, the Monday after the clocks were put forward, and the one after they were put back
          2026-03-23T08:59:59Z, p1
          2026-03-23T09:00:00Z, p2
          2026-03-30T07:59:59Z, p2
          2026-03-30T08:00:00Z, p0
          2026-10-26T08:59:59Z, p2
          2026-10-26T09:00:00Z, p0
          """)
  void theHandOverIsAtTenByTheClocks(Instant instant, String name) {
    assertThat(weekly(3).onCall(instant)).contains(person(name));
  }

  @Test
  void aHandOverThatTheClocksSkipIsWhenTheySkipIt() {
    Rotation daily = new Rotation(people(2), LocalDateTime.of(2026, 3, 28, 2, 30), 1, BERLIN);

    assertThat(daily.handOver(1)).isEqualTo("2026-03-29T01:00:00Z");
    assertThat(daily.onCall(Instant.parse("2026-03-29T00:59:59Z"))).contains(person("p0"));
    assertThat(daily.onCall(Instant.parse("2026-03-29T01:00:00Z"))).contains(person("p1"));
  }

  @Test
  void aHandOverThatTheClocksShowTwiceIsTheFirst() {
    Rotation daily = new Rotation(people(2), LocalDateTime.of(2026, 10, 24, 2, 30), 1, BERLIN);

    assertThat(daily.handOver(1)).isEqualTo("2026-10-25T00:30:00Z");
    assertThat(daily.onCall(Instant.parse("2026-10-25T01:30:00Z"))).contains(person("p1"));
  }

  @Test
  void beforeTheFirstHandOverNobodyIsOnCall() {
    Schedule schedule = new Schedule("s", List.of(new Layer("primary", weekly(2), List.of())));

    assertThat(schedule.onCall(Instant.parse("2026-01-05T08:59:59Z"))).isEmpty();
    assertThat(schedule.onCall(Instant.parse("2026-01-05T09:00:00Z")))
        .containsExactly(person("p0"));
    assertThat(schedule.next(Instant.parse("2026-01-05T08:59:59Z"), Set.of()))
        .contains(person("p0"));
  }

  @Test
  void theNextPersonIsNotOnCallAlready() {
    Rotation primary = weekly(3);
    Rotation secondary =
        new Rotation(List.of(person("p1"), person("p2"), person("p0")), MONDAY, 7, BERLIN);
    Schedule schedule =
        new Schedule(
            "s",
            List.of(
                new Layer("primary", primary, List.of()),
                new Layer("secondary", secondary, List.of())));

    Instant firstWeek = Instant.parse("2026-01-06T00:00:00Z");

    assertThat(schedule.onCall(firstWeek)).containsExactly(person("p0"), person("p1"));
    assertThat(schedule.primary(firstWeek)).contains(person("p0"));
    assertThat(schedule.next(firstWeek, schedule.onCall(firstWeek))).contains(person("p2"));
  }

  @Property
  void everyTurnBeginsWhenTheClocksShowItsTimeAndLastsUntilTheNext(
      @ForAll("rotations") Rotation rotation, @ForAll @IntRange(max = 900) int turn) {
    Instant begins = rotation.handOver(turn);
    Instant ends = rotation.handOver(turn + 1);
    Person whose = rotation.people().get(turn % rotation.people().size());
    LocalDateTime meant = rotation.firstHandOver().plusDays((long) turn * rotation.days());
    LocalDateTime shown = LocalDateTime.ofInstant(begins, rotation.zone());

    assertThat(rotation.onCall(begins)).contains(whose);
    assertThat(rotation.onCall(ends.minusNanos(1))).contains(whose);
    assertThat(rotation.following(begins).getLast()).isEqualTo(whose);
    if (rotation.zone().getRules().getValidOffsets(meant).isEmpty()) {
      assertThat(shown).isAfter(meant);
      assertThat(LocalDateTime.ofInstant(begins.minusNanos(1), rotation.zone())).isBefore(meant);
    } else {
      assertThat(shown).isEqualTo(meant);
    }
    assertThat(Duration.between(begins, ends).minusDays(rotation.days()).abs())
        .isLessThanOrEqualTo(Duration.ofHours(1));
  }

  @Property
  void oneIsOnCallInEachLayerAndOverridesCountInTheirIntervalOnly(
      @ForAll("rotations") Rotation rotation,
      @ForAll @IntRange(max = 2_000_000) int from,
      @ForAll @IntRange(min = 1, max = 100_000) int length,
      @ForAll @IntRange(min = -100_000, max = 100_000) int aside) {
    Instant begin = rotation.handOver(0).plusSeconds(60L * from);
    Instant end = begin.plusSeconds(60L * length);
    Layer layer =
        new Layer(
            "primary", rotation, List.of(new Layer.Substitute(person("substitute"), begin, end)));
    Instant now = begin.plusSeconds(60L * aside);
    boolean begun = !now.isBefore(rotation.handOver(0));
    boolean within = 0 <= aside && aside < length;

    assertThat(layer.onCall(begin)).contains(person("substitute"));
    assertThat(layer.onCall(end)).isEqualTo(rotation.onCall(end));
    assertThat(layer.onCall(now))
        .isEqualTo(within ? Optional.of(person("substitute")) : rotation.onCall(now));
    assertThat(new Schedule("s", List.of(layer)).onCall(now)).hasSize(begun ? 1 : 0);
  }

  @Provide
  static Arbitrary<Rotation> rotations() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(0, 364),
            Arbitraries.integers().between(0, 24 * 60 - 1),
            Arbitraries.integers().between(1, 21),
            Arbitraries.of(ZONES))
        .as(
            (people, day, minute, days, zone) ->
                new Rotation(
                    people(people),
                    LocalDateTime.of(2026, 1, 1, 0, 0).plusDays(day).plusMinutes(minute),
                    days,
                    ZoneId.of(zone)));
  }
}
