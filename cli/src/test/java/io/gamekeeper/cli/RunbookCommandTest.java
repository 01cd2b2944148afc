package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunbookCommandTest {
  private static final String RUNBOOKS = "/ops/v1/on-call/runbooks";
  private static final String PAGE =
      """
      {"name":"SlowQueries","title":"SlowQueries",
       "markdown":"# SlowQueries\\n\\n1. Look:\\n   ```bash\\n   ./gamekeeper alarm list\\n   ```\\n\\u001b[2J\\n"}""";

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
  void runbooksAreATable() {
    stage.answer(
        "GET " + RUNBOOKS,
        """
        {"runbooks":[
          {"name":"EmergencyProcedure","title":"EmergencyProcedure","severity":null,"owner":null,"meaning":"For all."},
          {"name":"SlowQueries","title":"SlowQueries","severity":"LOW","owner":"data","meaning":"Slow."}]}""");

    Run run = stage.run("runbook", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "  NAME                SEVERITY  OWNER  MEANING",
            "  EmergencyProcedure                   For all.",
            "  SlowQueries         LOW       data   Slow.");
  }

  @Test
  void aRunbookIsPrintedAsItIsWithNothingThatControlsTheTerminal() {
    stage.answer("GET " + RUNBOOKS + "/SlowQueries", PAGE);

    Run run = stage.run("runbook", "show", "SlowQueries");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .startsWith(
            "# SlowQueries", "", "1. Look:", "   ```bash", "   ./gamekeeper alarm list", "   ```")
        .noneMatch(line -> line.contains("\u001b"));
  }

  @Test
  void jsonIsWhatTheApiAnswered() {
    stage.answer("GET " + RUNBOOKS, "{\"runbooks\":[]}");
    stage.answer("GET " + RUNBOOKS + "/SlowQueries", PAGE);

    assertThat(stage.run("runbook", "list", "--json").out())
        .isEqualToNormalizingNewlines("{\n  \"runbooks\" : [ ]\n}\n");
    assertThat(stage.run("runbook", "show", "SlowQueries", "--json").out())
        .contains("\"markdown\" : \"# SlowQueries\\n");
  }

  @Test
  void aNameThatDoesNotExistIsSaidInALine() {
    stage.answer(
        "GET " + RUNBOOKS + "/Slow",
        404,
        "{\"title\":\"Not found\",\"detail\":\"there is no runbook Slow\"}",
        null);

    Run run = stage.run("runbook", "show", "Slow");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("gamekeeper: there is no runbook Slow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runbook show | NAME",
        "runbook show A B | 'B'",
        "runbook list --stage PROD | 'PROD' is not a stage",
        "runbook list --profile p | name it with --stage",
      })
  void wrongUsageIsSaidBeforeAnythingIsSent(String command, String problem) {
    Run run = stage.run(command.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains(problem);
    assertThat(stage.sessions()).isEmpty();
    assertThat(stage.assumed()).isEmpty();
  }
}
