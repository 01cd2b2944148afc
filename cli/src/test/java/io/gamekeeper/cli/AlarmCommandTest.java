package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlarmCommandTest {
  private static final String FIRE =
      """
      {"alarm":{"name":"fire","state":"OK","since":"2026-11-29T23:00:01.5Z","kind":"metric","severity":"HIGH",
        "owner":"payments","dashboard":"payments","runbook":"runbooks/fire.md",
        "description":"It burns.\\n\\nRun.","condition":"load above 1",
        "reason":"2 out of the last 2 datapoints","suppressed":true,"actionsEnabled":false,
        "watches":[{"id":"m1","label":"load","namespace":"G","metric":"Load","dimensions":{"Service":"x"},
                    "statistic":"p99","periodSeconds":60,"expression":null,"returnData":false},
                   {"id":"e1","label":"sum","namespace":null,"metric":null,"dimensions":{},
                    "statistic":null,"periodSeconds":60,"expression":"SUM(METRICS())","returnData":true}],
        "comparison":">","threshold":1,"missingData":"breaching"},
       "history":[{"at":"2026-11-29T23:00:01.5Z","kind":"StateUpdate","summary":"Alarm updated from OK to ALARM"}]}
      """;

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
  void alarmsThatAreOnComeFirstAndSayWhatIsSpecial() {
    stage.answer(
        "GET /ops/v1/alarms",
        """
        {"at":"2026-11-30T12:00:00Z","alarms":[
          {"name":"calm","state":"OK","since":"2026-11-29T23:00:01.5Z","condition":"load above 1","suppressed":false,"actionsEnabled":true},
          {"name":"new","state":"INSUFFICIENT_DATA","since":"2026-11-29T23:00:01Z","condition":"load above 1","actionsEnabled":false},
          {"name":"follows","state":"ALARM","since":"2026-11-29T23:00:01Z","condition":"load above 1","suppressed":true},
          {"name":"fire","state":"ALARM","since":"2026-11-29T23:00:01Z","condition":"load above 1"}]}
        """);

    Run run = stage.run("alarm", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "  ALARM              since 2026-11-29T23:00:01Z  fire     load above 1",
            "  ALARM              since 2026-11-29T23:00:01Z  follows  (silent) load above 1",
            "  INSUFFICIENT_DATA  since 2026-11-29T23:00:01Z  new      (actions off) load above 1",
            "  OK                 since 2026-11-29T23:00:01Z  calm     load above 1");
  }

  @Test
  void oneStateIsAskedOfTheApiAndJsonIsWhatItAnswered() {
    stage.answer("GET /ops/v1/alarms?state=ALARM", "{\"at\":\"now\",\"alarms\":[]}");

    Run run = stage.run("alarm", "list", "--state", "alarm", "--json");

    assertThat(run.out())
        .isEqualToNormalizingNewlines("{\n  \"at\" : \"now\",\n  \"alarms\" : [ ]\n}\n");
  }

  @Test
  void aSheetHasTheReasonTheDescriptionLineByLineAndTheHistory() {
    stage.answer("GET /ops/v1/alarms/fire%20now", FIRE);

    assertThat(stage.run("alarm", "show", "fire now").lines())
        .containsExactly(
            "  name         fire",
            "  state        OK since 2026-11-29T23:00:01Z",
            "  reason       2 out of the last 2 datapoints",
            "  watches      load above 1",
            "  metric       m1: p99 of G/Load{Service=x}",
            "  metric       e1: SUM(METRICS())",
            "  no data      breaching",
            "  severity     HIGH",
            "  owner        payments",
            "  dashboard    payments",
            "  runbook      runbooks/fire.md",
            "  description  It burns.",
            "  description  Run.",
            "  silent       its actions wait for another alarm",
            "  actions      switched off",
            "history (1)",
            "  2026-11-29T23:00:01Z  StateUpdate  Alarm updated from OK to ALARM");
  }

  @Test
  void thePathOfAnAlarmIsItsRoutesItsPeopleAndWhoIsNext() {
    stage.answer(
        "GET /ops/v1/on-call/alarms/fire/path?at=2026-11-30T03%3A00%3A00Z",
        """
        {"stage":"prod","alarm":"fire","severity":"critical","at":"2026-11-30T03:00:00Z",
         "since":"2026-11-30T02:59:00Z","runbook":"Fire",
         "routes":[{"route":"root","matched":true,"why":"takes every alert"},
                   {"route":"root/other-stages","matched":false,"why":"stage!=prod, but it is 'prod'"}],
         "deliveries":[
           {"route":"root","receiver":"team","group":"g","outcome":"told","why":"step on_call",
            "told":[{"person":"first","channels":["phone","mail"]},{"person":"second","channels":["mail"]}],
            "next":{"at":"2026-11-30T03:04:00Z","step":"next","people":["third","fourth"]}},
           {"route":"root/copy","receiver":"copy","group":"h","outcome":"inhibited",
            "why":"Storm fires (storms-light-fires)","told":[],"next":null}]}
        """);

    Run run = stage.run("alarm", "explain", "fire", "--at", "2026-11-30T03:00:00Z");

    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "fire of prod, critical, on since 2026-11-30T02:59:00Z, at 2026-11-30T03:00:00Z",
            "routes",
            "  yes  root               takes every alert",
            "  no   root/other-stages  stage!=prod, but it is 'prod'",
            "receiver team: told, step on_call",
            "  first   phone, mail",
            "  second  mail",
            "  unless somebody acknowledges, at 2026-11-30T03:04:00Z step next: third, fourth",
            "receiver copy: inhibited, Storm fires (storms-light-fires)",
            "runbook Fire");
  }

  @Test
  void aDrillSaysWhatStateItFoundAndWhy() {
    stage
        .answer("GET /ops/v1/alarms/fire", FIRE)
        .answer(
            "POST /ops/v1/alarms/fire/fire",
            "{\"name\":\"fire\",\"state\":\"ALARM\",\"was\":\"OK\"}");

    Run run = stage.run("alarm", "fire", "fire", "--reason", "drill, Köln\n100 %");

    assertThat(run.lines())
        .containsExactly("fire is in ALARM, it was OK; alarm show tells what it did");
    assertThat(stage.seen().getLast())
        .isEqualTo(
            new CannedStage.Seen(
                "POST /ops/v1/alarms/fire/fire",
                "{\"was\":\"OK\",\"confirm\":false}",
                "drill, Köln\n100 %"));
  }

  @Test
  void aProtectedStageWantsToBeAskedTwice() {
    stage
        .answer("GET /ops/v1/alarms/fire", FIRE)
        .answer(
            "POST /ops/v1/alarms/fire/fire",
            422,
            "{\"title\":\"Not confirmed\",\"detail\":\"prod is protected: confirm the drill.\"}",
            null);

    Run run = stage.run("alarm", "fire", "fire", "--reason", "drill", "--stage", "prod");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "gamekeeper: prod is protected: confirm the drill (with --yes, a protected stage does it)\n");
    assertThat(stage.assumed()).containsExactly("gamekeeper-prod-on-call");

    stage.run("alarm", "fire", "fire", "--reason", "drill", "--stage", "prod", "--yes");
    assertThat(stage.seen().getLast().body()).contains("\"confirm\":true");
  }
}
