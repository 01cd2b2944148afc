package io.gamekeeper.oncall.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.incident.Entry;
import io.gamekeeper.oncall.incident.Entry.Kind;
import io.gamekeeper.oncall.incident.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReviewTest {
  private static final Instant BEGAN = Instant.parse("2026-03-03T09:00:00Z");

  @Test
  void itSaysHowLongItTookToDetectAcknowledgeAndRecover() {
    String review =
        review(
            incident(State.RESOLVED, 600),
            entry(32, Kind.MESSAGE, ""),
            entry(33, Kind.MESSAGE, ""),
            entry(100, Kind.ACKNOWLEDGED, ""),
            entry(400, Kind.ACKNOWLEDGED, ""));

    assertThat(review)
        .contains(
            "# Incident 2026-03-03-0900-k7m2: ServerDown\n",
            "| detect | 32 s | the beginning, 2026-03-03T09:00:00Z |"
                + " the first message, 2026-03-03T09:00:32Z |",
            "| acknowledge | 1 min | the first message, 2026-03-03T09:00:32Z |"
                + " taken on, 2026-03-03T09:01:40Z |",
            "| recover | 10 min | the beginning, 2026-03-03T09:00:00Z |"
                + " the end of the last alarm, 2026-03-03T09:10:00Z |");
  }

  @Test
  void whoKnowsAnEarlierBeginningCountsFromIt() {
    Incident incident = incident(State.RESOLVED, 600);

    assertThat(Review.of(incident, List.of(), BEGAN.minusSeconds(300)))
        .contains("| recover | 15 min | the beginning, 2026-03-03T08:55:00Z |");
  }

  @Test
  void whatHasNotHappenedYetIsSaid() {
    assertThat(review(incident(State.FIRING, 0)))
        .contains(
            "| detect | – | the beginning, 2026-03-03T09:00:00Z | not yet |",
            "| acknowledge | – | – | not yet |",
            "| recover | – | the beginning, 2026-03-03T09:00:00Z | not yet |");
  }

  @Test
  void itHasAPlaceForLessons() {
    assertThat(review(incident(State.RESOLVED, 600)).lines().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## Summary",
            "## Impact",
            "## Times",
            "## Timeline",
            "## Causes",
            "## What helped, and what stood in the way",
            "## Lessons");
  }

  @Test
  void aTextCannotBreakOutOfItsCell() {
    String review =
        review(
            incident(State.FIRING, 0),
            entry(1, Kind.ALARM, "a|b\n| c <script> [x](http://e) `d` *e*"));

    assertThat(review)
        .contains("a\\|b \\| c \\<script\\> \\[x\\](http://e) \\`d\\` \\*e\\*")
        .doesNotContain("<script>");
  }

  private static String review(Incident incident, Entry... timeline) {
    return Review.of(incident, List.of(timeline), incident.began());
  }

  private static Entry entry(int seconds, Kind kind, String detail) {
    return new Entry(BEGAN.plusSeconds(seconds), kind, "ada", "something", detail);
  }

  private static Incident incident(State state, int seconds) {
    Alert alert =
        new Alert(
            Map.of(Alert.STAGE, "prod", Alert.ALARM, "ServerDown", Alert.SEVERITY, "critical"),
            state,
            BEGAN.plusSeconds(seconds),
            "",
            "A server answers nobody.");
    return new Incident(
        "2026-03-03-0900-k7m2",
        BEGAN,
        BEGAN.plusSeconds(30),
        Map.of(alert.key(), alert),
        List.of("group"),
        null,
        null,
        null,
        1);
  }
}
