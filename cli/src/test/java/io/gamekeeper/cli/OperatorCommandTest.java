package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import io.gamekeeper.cli.CannedStage.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What all operators' commands have in common: doors, roles, reasons, refusals, what is printed.
 */
final class OperatorCommandTest {
  private static final String AUDIT = "GET /ops/v1/audit";

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
  void onThisMachineTheUserOfTheSystemHasAllRolesUnlessOneIsChosen() {
    stage.answer("GET /ops/v1/dashboards", "{\"dashboards\":[]}");

    stage.run("dashboard", "list");
    stage.run("dashboard", "list", "--role", "on-call");

    String name = "{\"name\":\"" + System.getProperty("user.name") + "\",\"roles\":";
    assertThat(stage.sessions())
        .containsExactly(
            name + "[\"viewer\",\"planner\",\"approver\",\"on-call\"]}", name + "[\"on-call\"]}");
  }

  @Test
  void onADeployedStageTheRoleIsTheLeastThatTheCommandNeeds() {
    stage
        .answer("GET /ops/v1/payments/provider", "{\"providers\":{}}")
        .answer("PUT /ops/v1/payments/provider", "{\"providers\":{}}")
        .answer("GET /ops/v1/dashboards", "{\"dashboards\":[]}");

    stage.run("dashboard", "list", "--stage", "prod");
    stage.run("payment", "provider", "--stage", "prod");
    stage.run("payment", "provider", "apple", "backup", "--stage=prod", "--reason=down");
    stage.run("dashboard", "list", "--stage", "prod", "--role", "approver");

    assertThat(stage.assumed())
        .containsExactly(
            "gamekeeper-prod-viewer",
            "gamekeeper-prod-viewer",
            "gamekeeper-prod-on-call",
            "gamekeeper-prod-approver");
  }

  @Test
  void bothDoorsGiveTheSameOutput() {
    stage.answer(
        AUDIT,
        """
        {"entries":[{"at":"2026-11-30T11:00:00.123Z","operator":"ann","door":"browser","roles":["on-call","viewer"],"method":"POST",
          "path":"/ops/v1/alarms/x/fire","reason":"drill","phase":"DONE","status":200,"before":null,"after":null}]}
        """);

    Run local = stage.run("audit", "list");
    Run signed = stage.run("audit", "list", "--stage", "prod");

    assertThat(local.lines())
        .containsExactly(
            "  2026-11-30T11:00:00Z  DONE 200  ann  on-call, viewer  POST /ops/v1/alarms/x/fire  drill");
    assertThat(signed).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alarm fire x | say why with --reason",
        "alarm fire x --reason= | 1 to 500 characters",
        "fleet scale 2 --stage prod | say why with --reason",
        "fleet refresh --stage prod | say why with --reason",
        "fleet terminate i-1 --stage prod | say why with --reason",
        "leaderboard rebuild arena --stage prod | say why with --reason",
        "payment provider apple backup --stage prod | say why with --reason",
        "payment provider apple | primary or backup",
        "alarm list --stage prod --port 8080 | give one of them",
        "alarm list --profile p | name it with --stage",
        "alarm list --region r | name it with --stage",
        "alarm list --stage Prod/x | 'Prod/x' is not a stage",
        "alarm list --role admin | 'admin' is not one of viewer, planner, approver, on-call",
        "alarm list --state on | ALARM, INSUFFICIENT_DATA, OK",
        "logs query | name a saved query",
        "logs query a --query b | name a saved query",
        "logs query --query b | choose with --group",
        "logs query a --group b | --group is for --query",
        "logs query a --from 15x | neither a time",
        "logs query a --from 1m --to 2m | is not before --to",
        "logs query a --from 2026-02-30T00:00:00Z | neither a time",
        "trace list --errors --slow | one of --errors and --slow",
        "trace list --limit 0 | not between 1",
        "audit list --day yesterday | yesterday",
      })
  void wrongUsageIsSaidBeforeAnyDoorIsOpened(String command, String problem) {
    Run run = stage.run(command.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).singleElement().asString().contains(problem, "--help");
    assertThat(stage.sessions()).isEmpty();
    assertThat(stage.assumed()).isEmpty();
  }

  @Test
  void aReasonOfMoreThan500CharactersIsWrongUsage() {
    assertThat(stage.run("fleet", "refresh", "--reason", "x".repeat(501)).status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | gamekeeper: it rained",
        "401 | gamekeeper: it rained: the stage may have been started again meanwhile, repeat the command",
        "403 | gamekeeper: it rained: choose a role that may with --role",
        "404 | gamekeeper: it rained",
        "409 | gamekeeper: it rained: somebody else may be working on it, look again before repeating the command",
        "422 | gamekeeper: it rained",
        "429 | gamekeeper: it rained: try again later",
        "503 | gamekeeper: it rained: try again later",
      })
  void aProblemIsOneLineThatSaysWhatToDo(int status, String line) {
    stage.answer(
        AUDIT, status, "{\"title\":\"Weather\",\"status\":1,\"detail\":\"it rained.\"}", null);

    Run run = stage.run("audit", "list");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualToNormalizingNewlines(line + "\n");
  }

  @Test
  void anErrorOfTheApiNamesTheRequestForItsLogs() {
    stage.answer(AUDIT, 500, "{\"title\":\"Failed\",\"instance\":\"urn:1\"}", null);

    assertThat(stage.run("audit", "list").err())
        .isEqualToNormalizingNewlines(
            "gamekeeper: the stage on port %d failed with status 500 (Failed) for urn:1: look at its logs\n"
                .formatted(stage.port()));
  }

  @Test
  void whatLambdaItselfRefusesPointsAtRoleAndClock() {
    stage.answer(AUDIT, 403, "{\"Message\":\"Forbidden. For troubleshooting …\"}", null);

    assertThat(stage.run("audit", "list", "--stage", "prod").err())
        .isEqualToNormalizingNewlines(
            "gamekeeper: the stage prod refuses this operator: check that the machine's clock is right and that"
                + " gamekeeper-prod-viewer is a role of this stage, or choose another with --role\n");
  }

  @Test
  void anAnswerThatIsNotTheApisIsSaid() {
    stage.answer(AUDIT, "<html>");

    assertThat(stage.run("audit", "list").err()).contains("is it of the same version?");
  }

  @Test
  void aBusyApiIsAskedAgainAsLongAsItSaysAndNotForEver() {
    stage
        .answer(AUDIT, 429, "", "3")
        .answer(AUDIT, 503, "", null)
        .answer(AUDIT, "{\"entries\":[]}");

    assertThat(stage.run("audit", "list").status()).isZero();
    assertThat(stage.pauses()).hasSize(2);
    assertThat(stage.pauses().getFirst())
        .isBetween(Duration.ofMillis(3_100), Duration.ofMillis(3_200));
    assertThat(stage.pauses().getLast()).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));

    stage.answer("GET /ops/v1/ledger", 429, "", "600");
    Run tooLong = stage.run("ledger", "check");
    assertThat(tooLong.err()).contains("is busy: try again in 600 s");
    assertThat(stage.pauses()).hasSize(2);
  }

  @Test
  void aChangeIsOnlySentAgainIfTheAnswerAsksForThat() {
    String call = "POST /ops/v1/fleet/instances/i-1/terminate";
    stage.answer(call, 503, "{\"title\":\"Gone\"}", null);

    assertThat(stage.run("fleet", "terminate", "i-1").status()).isEqualTo(1);
    assertThat(stage.seen()).hasSize(1);

    String other = "POST /ops/v1/fleet/instances/i-2/terminate";
    stage.answer(other, 503, "", "1").answer(other, "{}");
    assertThat(stage.run("fleet", "terminate", "i-2").status()).isZero();
    assertThat(stage.seen()).extracting(Seen::call).containsExactly(call, other, other);
  }

  @Test
  void aStageThatDoesNotRunIsSaidWithTheWayToStartOne() {
    stage.close();

    Run run = stage.run("alarm", "list");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "gamekeeper: no stage is running: start one with ./gamekeeper up\n");
  }

  @Test
  void aStageThatIsNotDeployedIsSaidWithWhereItWasLookedFor() {
    assertThat(stage.run("alarm", "list", "--stage", "qa").err())
        .contains("there is no stage qa in eu-central-1", "--profile and --region");
  }

  /** Clears the screen, moves the cursor, sets the title; and what a C1 byte or Unicode can do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u001b[2J",
        "\\u001b]0;x\\u0007",
        "\\r",
        "\\n",
        "\\b",
        "\\u009b31m",
        "\\u007f",
        "\\u202e",
        "\\u2028",
        "\\u0000",
        "\\ud800"
      })
  void noNameOfOthersControlsTheTerminal(String escape) {
    String hostile = "\"a" + escape + "b\"";
    stage
        .answer("GET /ops/v1/dashboards", "{\"dashboards\":[{\"name\":" + hostile + "}]}")
        .answer(
            "GET /ops/v1/logs/tail?group=g&from=2026-11-30T11%3A50%3A00Z&limit=500",
            "{\"events\":[{\"at\":\"t\",\"message\":" + hostile + "}],\"next\":null}")
        .answer(AUDIT, 404, "{\"detail\":" + hostile + "}", null);
    List<Run> runs = new ArrayList<>();
    runs.add(stage.run("dashboard", "list"));
    runs.add(stage.run("dashboard", "list", "--json"));
    runs.add(stage.run("logs", "tail", "g"));
    runs.add(stage.run("logs", "tail", "g", "--json"));
    runs.add(stage.run("audit", "list"));

    for (Run run : runs) {
      String printed = run.out() + run.err();
      assertThat(printed).contains("a").contains("b");
      assertThat(printed.replace(System.lineSeparator(), "").codePoints())
          .as(printed)
          .allSatisfy(
              each ->
                  assertThat(Character.getType(each))
                      .isNotIn(
                          (int) Character.CONTROL,
                          (int) Character.FORMAT,
                          (int) Character.LINE_SEPARATOR,
                          (int) Character.SURROGATE));
    }
    assertThat(runs.getFirst().lines()).hasSize(1);
  }
}
