package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import io.gamekeeper.cli.CannedStage.Seen;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogsCommandTest {
  private static final String TAIL =
      "GET /ops/v1/logs/tail?group=%2Faws%2Fg&from=2026-11-30T11%3A45%3A00Z&filter=%22a%20b%22&limit=500";

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
  void savedQueriesAreShownWithTheirQuestions() {
    stage.answer(
        "GET /ops/v1/logs/queries",
        "{\"queries\":[{\"name\":\"slow\",\"question\":\"Which calls are slow?\",\"query\":\"fields @message\",\"groups\":[\"g\"]}]}");

    assertThat(stage.run("logs", "list").lines()).containsExactly("  slow  Which calls are slow?");
  }

  @Test
  void groupsAreShownWithHowLongTheyKeepLines() {
    stage.answer(
        "GET /ops/v1/logs/groups",
        "{\"groups\":[{\"name\":\"/a\",\"function\":\"scores\",\"retentionDays\":30,\"storedBytes\":12},{\"name\":\"/b\",\"function\":null,\"retentionDays\":null,\"storedBytes\":3}]}");

    assertThat(stage.run("logs", "groups").lines())
        .containsExactly("  /a  30 days   12 bytes  scores", "  /b  for ever  3 bytes");
  }

  @Test
  void aQueryThatStillRunsIsLookedAtAgainUntilItIsComplete() {
    stage
        .answer(
            "GET /ops/v1/logs/search?name=slow&from=2026-11-30T10%3A00%3A00Z&to=2026-11-30T12%3A00%3A00Z",
            "{\"status\":\"Running\",\"id\":\"q1\",\"columns\":[],\"rows\":[]}")
        .answer("GET /ops/v1/logs/searches/q1", "{\"status\":\"Running\",\"id\":\"q1\"}")
        .answer(
            "GET /ops/v1/logs/searches/q1",
            "{\"status\":\"Complete\",\"id\":null,\"columns\":[\"route\",\"p99\"],\"rows\":[[\"scores\",\"12\"],[\"purchases\",null]],\"matched\":2}");

    Run run = stage.run("logs", "query", "slow", "--from", "2h");

    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "  route      p99", "  scores     12", "  purchases", "2 rows of 2 records that match");
    assertThat(stage.pauses()).hasSize(2);
  }

  @Test
  void aQueryOfOnesOwnNamesItsGroups() {
    stage.answer(
        "GET /ops/v1/logs/search?query=fields%20%40message&groups=%2Fa%2C%2Fb",
        "{\"status\":\"Failed\",\"columns\":[],\"rows\":[],\"matched\":null}");

    Run run =
        stage.run("logs", "query", "--query", "fields @message", "--group", "/a", "--group", "/b");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("the query ended as Failed");
  }

  @Test
  void tailGoesThroughAllPages() {
    stage
        .answer(
            TAIL,
            "{\"events\":[{\"at\":\"2026-11-30T11:46:00Z\",\"stream\":\"s\",\"message\":\"one\\n\"}],\"next\":\"n1\"}")
        .answer(
            TAIL + "&next=n1",
            "{\"events\":[{\"at\":\"2026-11-30T11:47:00Z\",\"stream\":\"s\",\"message\":\"two\"}],\"next\":null}");

    assertThat(stage.run("logs", "tail", "/aws/g", "--filter", "\"a b\"", "--from", "15m").lines())
        .containsExactly("2026-11-30T11:46:00Z  one", "2026-11-30T11:47:00Z  two");
  }

  @Test
  void followingShowsEachEventOnce() {
    stage
        .answer(
            "GET /ops/v1/logs/tail?group=g&from=2026-11-30T11%3A50%3A00Z&limit=500",
            "{\"events\":[{\"at\":\"2026-11-30T11:55:00Z\",\"stream\":\"s\",\"message\":\"one\"}],\"next\":null}")
        .answer(
            "GET /ops/v1/logs/tail?group=g&from=2026-11-30T11%3A55%3A00Z&limit=500",
            "{\"events\":[{\"at\":\"2026-11-30T11:55:00Z\",\"stream\":\"s\",\"message\":\"one\"},{\"at\":\"2026-11-30T11:55:00Z\",\"stream\":\"s\",\"message\":\"two\"}],\"next\":null}");

    Run run = stage.run("logs", "tail", "g", "--follow", "--json");

    assertThat(run.lines())
        .containsExactly(
            "{\"at\":\"2026-11-30T11:55:00Z\",\"stream\":\"s\",\"message\":\"one\"}",
            "{\"at\":\"2026-11-30T11:55:00Z\",\"stream\":\"s\",\"message\":\"two\"}");
    assertThat(stage.pauses()).containsOnly(Duration.ofSeconds(1));
    assertThat(stage.seen()).extracting(Seen::call).hasSize(21);
  }
}
