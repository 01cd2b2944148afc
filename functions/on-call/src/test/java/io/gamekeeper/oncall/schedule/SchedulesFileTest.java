package io.gamekeeper.oncall.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.oncall.Channel;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchedulesFileTest {
  private static final String GOOD =
      """
      people:
        - name: anna
          zone: Europe/Berlin
          hours: [mon-fri 09:00-18:00]
          contacts: {mail: anna@example.com, phone: "+12025550101"}
        - name: bo
          zone: Asia/Shanghai
          hours: [mon-fri 10:00-19:00]
          contacts: {wecom: bo, slack: U0123}
      schedules:
        - name: game
          zone: Europe/Berlin
          layers:
            - name: primary
              people: [anna, bo]
              firstHandOver: monday 2026-01-05 10:00
              days: 7
              overrides:
                - {who: bo, from: "2026-01-06T00:00:00+01:00", to: "2026-01-07T00:00:00+01:00"}
            - name: secondary
              people: [bo, anna]
              firstHandOver: monday 2026-01-05 10:00
              days: 7
      """;

  @Test
  void whatIsDeclaredIsRead() {
    Schedules schedules = SchedulesFile.parse(GOOD);

    Schedule game = Optional.ofNullable(schedules.byName().get("game")).orElseThrow();
    assertThat(schedules.team()).extracting(Person::name).containsExactly("anna", "bo");
    assertThat(schedules.team().getFirst().contacts())
        .containsEntry(Channel.PHONE, "+12025550101")
        .containsEntry(Channel.MAIL, "anna@example.com");
    assertThat(game.onCall(Instant.parse("2026-01-05T09:00:00Z")))
        .extracting(Person::name)
        .containsExactly("anna", "bo");
    assertThat(game.primary(Instant.parse("2026-01-06T12:00:00Z")).orElseThrow().name())
        .isEqualTo("bo");
  }

  @Test
  void thePackagedSchedulesAlwaysHaveSomebodyOnCall() {
    Schedules schedules = SchedulesFile.packaged();

    assertThat(schedules.byName()).containsOnlyKeys("platform", "payments");
    assertThat(schedules.byName().values())
        .allSatisfy(
            schedule ->
                assertThat(schedule.onCall(Instant.parse("2026-01-05T09:00:00Z"))).isNotEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name: anna | name: Anna | people[0].name must be 1 to 40 of a-z, 0-9 and inner hyphens, not 'Anna'
          name: bo | name: anna | people[1].name 'anna' is declared twice
          zone: Asia/Shanghai | zone: Asia/Atlantis | people[1].zone must be a time zone such as Europe/Berlin, not 'Asia/Atlantis'
          [mon-fri 09:00-18:00] | [mon-fri 18:00-09:00] | people[0].hours[0] must end after it begins
          [mon-fri 09:00-18:00] | [] | people[0].hours must be a list of at least one range
          "+12025550101" | "0151" | people[0].contacts.phone must be a quoted number such as "+12025550101", not '0151'
          {wecom: bo, slack: U0123} | {} | people[1].contacts has none of [mail, phone, slack, sms, wecom]
          {wecom: bo, slack: U0123} | {fax: bo} | people[1].contacts has the unknown key 'fax'
          people: [anna, bo] | people: [anna, cy] | schedules[0].layers[0].people[1] must be one of [anna, bo], not 'cy'
          people: [anna, bo] | people: [] | schedules[0].layers[0].people must be a list of at least one person
          people: [anna, bo] | people: [bo, anna] | schedules[0].layers[1] has 'bo' on call at 2026-01-05T09:00:00Z, who is on call in layer 'primary' then as well
          name: secondary | name: primary | schedules[0].layers[1].name 'primary' is declared twice
          monday 2026-01-05 | tuesday 2026-01-05 | schedules[0].layers[0].firstHandOver names tuesday, but that day is a monday
          monday 2026-01-05 | monday 2026-13-05 | schedules[0].layers[0].firstHandOver must be a weekday, a date and a time such as
          monday 2026-01-05 10:00 | monday 10:00 | schedules[0].layers[0].firstHandOver must be a weekday, a date and a time such as
          days: 7 | days: 0 | schedules[0].layers[0].days must be 1 to 366, not 0
          to: "2026-01-07T00:00:00+01:00" | to: "2026-01-05T00:00:00Z" | schedules[0].layers[0].overrides[0].to must be after from
          who: bo | who: cy | schedules[0].layers[0].overrides[0].who must be one of [anna, bo], not 'cy'
          """)
  void aMistakeIsRefusedWithItsPlace(String right, String wrong, String message) {
    assertThat(GOOD).contains(right);
    assertThatThrownBy(() -> SchedulesFile.parse(GOOD.replaceFirst(Pattern.quote(right), wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schedules.yaml: " + message);
  }

  @Test
  void overridesThatOverlapAreRefused() {
    String first =
        "{who: bo, from: \"2026-01-06T00:00:00+01:00\", to: \"2026-01-07T00:00:00+01:00\"}";
    String second = "{who: anna, from: \"2026-01-06T22:59:00Z\", to: \"2026-01-08T00:00:00Z\"}";

    assertThatThrownBy(
            () -> SchedulesFile.parse(GOOD.replace(first, first + "\n          - " + second)))
        .hasMessageContaining("overrides[1] overlaps the override by 'bo'");
  }
}
