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

final class SilenceCommandTest {
  private static final String SILENCES = "/ops/v1/on-call/silences";
  private static final String SILENCE =
      """
      {"id":"k7f3m2xa","matchers":["alarm=~Database.*","stage=prod"],"author":"ann","reason":"upgrade",
       "from":"2026-11-30T12:00:00.25Z","expires":"2026-11-30T14:00:00Z"}""";

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
  void silencesAreATable() {
    stage.answer(
        "GET " + SILENCES,
        """
        {"silences":[%s,{"id":"b2","matchers":["alarm=X"],"author":"bob","reason":"drill",
          "from":"2026-11-30T12:00:00Z","expires":"2026-12-01T12:00:00.5Z"}]}"""
            .formatted(SILENCE));

    Run run = stage.run("silence", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "  ID        EXPIRES               AUTHOR  MATCHERS                       REASON",
            "  k7f3m2xa  2026-11-30T14:00:00Z  ann     alarm=~Database.*, stage=prod  upgrade",
            "  b2        2026-12-01T12:00:00Z  bob     alarm=X                        drill");
  }

  @Test
  void thatThereAreNoneIsSaidAndJsonIsWhatTheApiAnswered() {
    stage.answer("GET " + SILENCES, "{\"silences\":[]}");

    assertThat(stage.run("silence", "list").lines()).containsExactly("no silences");
    assertThat(stage.run("silence", "list", "--json").out())
        .isEqualToNormalizingNewlines("{\n  \"silences\" : [ ]\n}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "1m, 2026-11-30T12:01:00Z",
    "90s, 2026-11-30T12:01:30Z",
    "2h, 2026-11-30T14:00:00Z",
    "7d, 2026-12-07T12:00:00Z"
  })
  void aSilenceHoldsAsLongAsIsSaid(String lasts, String expires) {
    stage.answer("POST " + SILENCES, SILENCE);

    Run run =
        stage.run(
            "silence",
            "add",
            "alarm=~\"Database.*\"",
            "stage!=dev",
            "--for",
            lasts,
            "--reason",
            "Köln, 100 %");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly("k7f3m2xa holds until 2026-11-30T14:00:00Z; silence end k7f3m2xa ends it");
    assertThat(stage.seen())
        .containsExactly(
            new Seen(
                "POST " + SILENCES,
                "{\"matchers\":[\"alarm=~\\\"Database.*\\\"\",\"stage!=dev\"],\"expires\":\"%s\"}"
                    .formatted(expires),
                "Köln, 100 %"));
  }

  @Test
  void aSilenceIsEnded() {
    stage.answer("POST " + SILENCES + "/k7f3m2xa/end", SILENCE);

    Run run = stage.run("silence", "end", "k7f3m2xa", "--reason", "done early");

    assertThat(run.lines()).containsExactly("k7f3m2xa ended at 2026-11-30T14:00:00Z");
    assertThat(stage.seen())
        .containsExactly(new Seen("POST " + SILENCES + "/k7f3m2xa/end", "{}", "done early"));
  }

  @Test
  void whatTheApiRefusesIsSaidInALine() {
    stage
        .answer(
            "POST " + SILENCES,
            400,
            "{\"title\":\"No\",\"detail\":\"matcher 1 has the unknown label 'team'\"}",
            null)
        .answer(
            "POST " + SILENCES + "/gone/end",
            404,
            "{\"title\":\"Not found\",\"detail\":\"no silence gone holds now\"}",
            null);

    Run add = stage.run("silence", "add", "team=data", "--for", "2h");
    Run end = stage.run("silence", "end", "gone");

    assertThat(add.status()).isEqualTo(1);
    assertThat(add.err().lines())
        .singleElement()
        .asString()
        .contains("gamekeeper: matcher 1 has the unknown label 'team'");
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.err().lines())
        .singleElement()
        .asString()
        .contains("gamekeeper: no silence gone holds now");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "silence add alarm=X | --for",
        "silence add --for 2h | MATCHER",
        "silence add alarm=X --for 8d | --for is 1m to 7d",
        "silence add alarm=X --for 59s | --for is 1m to 7d",
        "silence add alarm=X --for 0m | --for is 1m to 7d",
        "silence add alarm=X --for 2 | '2' is no time such as 30m, 2h or 1d",
        "silence add alarm=X --for -2h | --for",
        "silence add alarm=X --for 2h --reason= | 1 to 500 characters",
        "silence add alarm=X --for 2h --stage prod | say why with --reason",
        "silence end x --stage prod | say why with --reason",
        "silence end | ID",
      })
  void wrongUsageIsSaidBeforeAnythingIsSent(String command, String problem) {
    Run run = stage.run(command.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains(problem);
    assertThat(stage.sessions()).isEmpty();
    assertThat(stage.assumed()).isEmpty();
  }
}
