package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.channel.Wording.Fact;
import io.gamekeeper.oncall.channel.Wording.Link;
import io.gamekeeper.oncall.channel.Wording.Part;
import io.gamekeeper.oncall.message.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordingTest {
  private static final String CONSOLE = Told.CONSOLE.toString();

  @Test
  void anAlertSaysWhatHowBadSinceWhenWhatItHurtsAndWhy() {
    Wording wording = Wording.of(Told.serverDown());

    assertThat(wording.title()).isEqualTo("[CRITICAL] ServerDown in prod");
    assertThat(wording.first().heading()).isEqualTo("CRITICAL ServerDown");
    assertThat(wording.first().facts())
        .containsExactly(
            new Fact("Since", "2026-11-21T09:48:00Z (for 12 min)"),
            new Fact("Impact", Told.MEANING),
            new Fact("CloudWatch", Told.REASON),
            new Fact("Owner", "fleet"));
    assertThat(wording.origin()).isEqualTo("Notification prod/fleet/17 of 2026-11-21T10:00:00Z");
  }

  @Test
  void linksAreAddressesThatTheConsolesPageReads() {
    Wording wording = Wording.of(Told.serverDown());

    assertThat(wording.links())
        .containsExactly(
            new Link("Open runbook ServerDown", URI.create(CONSOLE + "#/runbooks/ServerDown")),
            new Link(
                "Dashboard Fleet", URI.create(CONSOLE + "#/dashboards/gamekeeper-prod-Fleet")));
    assertThat(wording.first().page())
        .isEqualTo(URI.create(CONSOLE + "#/alarms/gamekeeper-prod-ServerDown"));
    assertThat(wording.where()).isEqualTo(URI.create(CONSOLE + "#/runbooks/ServerDown"));
  }

  @Test
  void theMostUrgentAlertGivesTheTitleAndTheNextStep() {
    Wording wording =
        Wording.of(
            Told.notification(
                List.of(
                    Told.alert("SlowQueries", "low"),
                    Told.alert("HighLatency", "high"),
                    Told.alert("ServerDown", "critical")),
                List.of(Told.alert("HighCPUUsage", "critical", State.RESOLVED, "", ""))));

    assertThat(wording.title()).isEqualTo("[CRITICAL] ServerDown and 2 more in prod");
    assertThat(wording.parts())
        .extracting(Part::heading)
        .containsExactly(
            "CRITICAL ServerDown", "HIGH HighLatency", "LOW SlowQueries", "RESOLVED HighCPUUsage");
    assertThat(wording.step()).map(Link::label).hasValue("Open runbook ServerDown");
  }

  @Test
  void whatIsOverNeedsNoStep() {
    Wording wording = Wording.of(Told.recovered());

    assertThat(wording.title()).isEqualTo("[RESOLVED] ServerDown in prod");
    assertThat(wording.step()).isEmpty();
    assertThat(wording.first().facts())
        .contains(new Fact("Resolved", "2026-11-21T09:48:00Z (12 min before this message)"));
    assertThat(wording.where())
        .isEqualTo(URI.create(CONSOLE + "#/dashboards/gamekeeper-prod-Fleet"));
  }

  @Test
  void whatIsEmptyIsLeftOutAndAnAlarmWithoutRunbookIsItselfTheStep() {
    Wording wording =
        Wording.of(
            Told.notification(
                List.of(Told.bare("Foreign alarm/1*", Told.AT.plusSeconds(5), Map.of())),
                List.of()));

    assertThat(wording.first().facts())
        .containsExactly(new Fact("Since", "2026-11-21T10:00:05Z (for 0 s)"));
    assertThat(wording.links())
        .containsExactly(
            new Link(
                "Open alarm Foreign alarm/1*",
                URI.create(CONSOLE + "#/alarms/gamekeeper-prod-Foreign%20alarm%2F1%2A")));
  }

  @Test
  void moreThanTenAlertsAreCounted() {
    List<Alert> many =
        IntStream.range(0, 13).mapToObj(i -> Told.alert("Alarm" + i, "medium")).toList();

    Wording wording = Wording.of(Told.notification(many, List.of()));

    assertThat(wording.title()).isEqualTo("[MEDIUM] Alarm0 and 12 more in prod");
    assertThat(wording.parts()).hasSize(10);
    assertThat(wording.andMore()).isEqualTo("and 3 more");
    assertThat(Wording.of(Told.notification(many.subList(0, 10), List.of())).andMore()).isEmpty();
  }

  @Test
  void textsOfAlarmsAreOneCleanLineAndTheirAddressesAreWhole() {
    Notification notification = Told.hostile(2, Told.HOSTILE);

    Wording wording = Wording.of(notification);

    assertThat(wording.title()).doesNotContainPattern("[\\p{Cc}\u202E]").hasSizeLessThan(150);
    assertThat(wording.first().meaning()).doesNotContainPattern("[\\p{Cc}\u202E]");
    assertThat(wording.links())
        .extracting(Link::address)
        .containsExactly(URI.create(CONSOLE + "#/runbooks"), URI.create(CONSOLE + "#/dashboards"));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s, 0 seconds",
    "PT1S, 1 s, 1 second",
    "PT59.9S, 59 s, 59 seconds",
    "PT12M30S, 12 min, 12 minutes",
    "PT1H, 1 h, 1 hour",
    "PT25H1M, 1 d 1 h, 1 day 1 hour",
    "PT2H5M, 2 h 5 min, 2 hours 5 minutes",
    "P3D, 3 d, 3 days"
  })
  void aSpanHasItsTwoLargestUnits(Duration time, String brief, String spoken) {
    Part part =
        Wording.of(
                Told.notification(
                    List.of(Told.bare("ServerDown", Told.AT.minus(time), Map.of())), List.of()))
            .first();

    assertThat(part.when()).endsWith("Z (for " + brief + ")");
    assertThat(part.spokenSpan()).isEqualTo(spoken);
  }
}
