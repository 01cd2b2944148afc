package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import io.gamekeeper.cli.CannedStage.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IncidentCommandTest {
  private static final String INCIDENTS = "/ops/v1/on-call/incidents";
  private static final String ID = "2026-11-30-0300-k7m2";
  private static final String INCIDENT =
      """
      {"id":"%s","priority":"P1","severity":"critical","title":"ServerDown and 1 more","state":"acknowledged",
       "began":"2026-11-30T03:00:00.4Z","opened":"2026-11-30T03:00:30Z",
       "acknowledged":{"at":"2026-11-30T03:02:00Z","by":"ann"},"recovered":null,
       "resolved":{"at":"2026-11-30T03:30:00.9Z","by":"ann","note":"restarted"},"mergedInto":null,"opsItem":null,
       "alarms":[{"alarm":"ServerDown","severity":"critical","state":"firing","since":"2026-11-30T03:00:00.4Z",
         "runbook":"ServerDown"}]}"""
          .formatted(ID);

  @TempDir private Path root;
  private CannedStage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new CannedStage(root);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void incidentsAreATable() {
    stage.answer(
        "GET " + INCIDENTS + "?state=open&limit=50",
        """
        {"at":"2026-11-30T03:05:00Z","incidents":[%s,{"id":"b","priority":"P2","state":"open","title":"HighLatency",
          "began":"2026-11-30T03:04:00Z","acknowledged":null}]}"""
            .formatted(INCIDENT));

    Run run = stage.run("incident", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "  ID                    PRIORITY  STATE         BEGAN                 TAKEN ON BY  TITLE",
            "  2026-11-30-0300-k7m2  P1        acknowledged  2026-11-30T03:00:00Z  ann          ServerDown and 1 more",
            "  b                     P2        open          2026-11-30T03:04:00Z               HighLatency");
  }

  @Test
  void thatThereAreNoneIsSaid() {
    stage
        .answer("GET " + INCIDENTS + "?state=open&limit=50", "{\"incidents\":[]}")
        .answer("GET " + INCIDENTS + "?state=all&limit=5", "{\"incidents\":[]}");

    assertThat(stage.run("incident", "list").lines()).containsExactly("no incident is open");
    assertThat(stage.run("incident", "list", "--all", "--limit", "5").lines())
        .containsExactly("no incidents");
  }

  @Test
  void anIncidentIsShownWithWhatHappened() {
    stage.answer(
        "GET " + INCIDENTS + "/" + ID,
        """
        {"at":"2026-11-30T03:05:00Z","incident":%s,"timeline":[
          {"at":"2026-11-30T03:00:00.4Z","kind":"alarm","by":null,"text":"ServerDown fires","detail":"1 of 1"},
          {"at":"2026-11-30T03:02:00Z","kind":"acknowledged","by":"ann","text":"Taken on","detail":"on my way"}]}"""
            .formatted(INCIDENT));

    Run run = stage.run("incident", "show", ID);

    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "2026-11-30-0300-k7m2  P1  acknowledged: ServerDown and 1 more",
            "  ALARM       SEVERITY  STATE   SINCE                 RUNBOOK",
            "  ServerDown  CRITICAL  firing  2026-11-30T03:00:00Z  ServerDown",
            "  TIME                  WHAT              WHO  MORE",
            "  2026-11-30T03:00:00Z  ServerDown fires       1 of 1",
            "  2026-11-30T03:02:00Z  Taken on          ann  on my way");
  }

  @Test
  void anIncidentIsTakenOn() {
    stage.answer("POST " + INCIDENTS + "/" + ID + "/acknowledge", INCIDENT);

    Run run = stage.run("incident", "ack", ID, "--reason", "on my way");

    assertThat(run.lines()).containsExactly("ann has taken on " + ID + ", ServerDown and 1 more");
    assertThat(stage.seen())
        .containsExactly(
            new Seen("POST " + INCIDENTS + "/" + ID + "/acknowledge", "{}", "on my way"));
  }

  @Test
  void anIncidentIsClosed() {
    stage.answer("POST " + INCIDENTS + "/" + ID + "/resolve", INCIDENT);

    Run run = stage.run("incident", "resolve", ID, "--reason", "restarted");

    assertThat(run.lines())
        .containsExactly(
            ID
                + " was closed at 2026-11-30T03:30:00Z; incident review "
                + ID
                + " writes its review");
    assertThat(stage.seen())
        .containsExactly(new Seen("POST " + INCIDENTS + "/" + ID + "/resolve", "{}", "restarted"));
  }

  @Test
  void aReviewIsPrintedAsItIs() {
    stage
        .answer("GET " + INCIDENTS + "/" + ID + "/review", "{\"markdown\":\"# One\\n\\n| a |\\n\"}")
        .answer(
            "GET " + INCIDENTS + "/" + ID + "/review?began=2026-11-30T02%3A55%3A00Z",
            "{\"markdown\":\"# Other\\n\"}");

    assertThat(stage.run("incident", "review", ID).lines()).containsExactly("# One", "", "| a |");
    assertThat(stage.run("incident", "review", ID, "--began", "2026-11-30T02:55:00Z").lines())
        .containsExactly("# Other");
  }

  @Test
  void whatTheApiRefusesIsSaidInALine() {
    stage.answer(
        "POST " + INCIDENTS + "/" + ID + "/acknowledge",
        409,
        "{\"title\":\"No\",\"detail\":\"ann took it on at 2026-11-30T03:02:00Z\"}",
        null);

    Run run = stage.run("incident", "ack", ID);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("gamekeeper: ann took it on at 2026-11-30T03:02:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "incident list --limit 0|--limit is 1 to 100",
        "incident list --limit 101|--limit is 1 to 100",
        "incident show|Missing required parameter: 'ID'",
        "incident review x --began yesterday|--began",
        "incident ack x --stage prod|say why with --reason TEXT",
        "incident close x|Unmatched arguments",
      })
  void wrongUsageIsToldAndNothingIsSent(String line, String told) {
    Run run = stage.run(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(told);
    assertThat(stage.seen()).isEmpty();
  }
}
