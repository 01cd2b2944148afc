package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.cli.CannedStage.Run;
import io.gamekeeper.cli.CannedStage.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LakeCommandTest {
  private static final String START = "POST /ops/v1/lake/queries/top-items/runs";
  private static final String LOOK = "GET /ops/v1/lake/runs/r1";
  private static final String STARTED = "{\"id\":\"r1\",\"query\":\"top-items\"}";
  private static final String RUNNING = run("running", "null", "[]", "[]", "null");
  private static final String SUCCEEDED =
      run("succeeded", "null", "[\"item\",\"times\"]", "[[\"sword\",\"12\"]]", "null");

  @TempDir private Path root;
  private CannedStage stage;

  private static String run(String state, String reason, String columns, String rows, String next) {
    return """
        {"id":"r1","query":"top-items","state":"%s","reason":%s,"submitted":"2026-11-30T12:00:00Z",
         "scannedBytes":4711,"columns":%s,"rows":%s,"next":%s}"""
        .formatted(state, reason, columns, rows, next);
  }

  @BeforeEach
  void start() throws Exception {
    stage = new CannedStage(root);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void queriesAreShownWithTheirQuestionsAndWhatTheyNeed() {
    stage.answer(
        "GET /ops/v1/lake/queries",
        "{\"queries\":[{\"name\":\"top-items\",\"question\":\"Which?\",\"parameters\":[{\"name\":\"from\",\"type\":\"day\",\"takes\":\"a day\"}]}]}");

    assertThat(stage.run("lake", "queries").lines())
        .containsExactly("top-items: Which?", "  from  a day");
  }

  @Test
  void aRunIsWaitedFor() {
    stage
        .answer(START, STARTED)
        .answer(LOOK, RUNNING)
        .answer(LOOK, RUNNING)
        .answer(LOOK, SUCCEEDED);

    Run run =
        stage.run("lake", "ask", "top-items", "--param", "from=2026-11-01", "--param", "to=a=b");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly("  item   times", "  sword  12", "1 rows; 4711 bytes read; run r1");
    assertThat(stage.seen().getFirst())
        .isEqualTo(
            new Seen(
                START, "{\"parameters\":{\"from\":\"2026-11-01\",\"to\":\"a=b\"}}", "by hand"));
    assertThat(stage.pauses()).hasSize(2);
  }

  @Test
  void theRowsOfAllPagesAreOneTable() throws Exception {
    stage
        .answer(START, STARTED)
        .answer(LOOK, run("succeeded", "null", "[\"item\"]", "[[\"a\"]]", "\"c 1\""))
        .answer(
            LOOK + "?cursor=c%201",
            run("succeeded", "null", "[\"item\"]", "[[null],[\"b\"]]", "null"));

    Run run = stage.run("lake", "ask", "top-items", "--json");

    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.path("rows").toString()).isEqualTo("[[\"a\"],[null],[\"b\"]]");
    assertThat(document.has("next")).isFalse();
  }

  @Test
  void aRunThatTakesTooLongIsNamed() {
    stage.answer(START, STARTED).answer(LOOK, RUNNING);

    Run run = stage.run("lake", "ask", "top-items", "--wait", "1");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("gamekeeper: run r1 goes on: look later with lake show r1\n");
    assertThat(stage.pauses()).hasSize(2);
    assertThat(stage.run("lake", "show", "r1").status()).isEqualTo(1);
  }

  @Test
  void aRunThatFailsSaysWhy() {
    stage
        .answer(START, STARTED)
        .answer(LOOK, run("failed", "\"COLUMN_NOT_FOUND: x\"", "[]", "[]", "null"));

    Run run = stage.run("lake", "ask", "top-items");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("gamekeeper: run r1 failed: COLUMN_NOT_FOUND: x\n");
  }

  @Test
  void anEarlierRunIsShown() {
    stage.answer(LOOK, SUCCEEDED);

    assertThat(stage.run("lake", "show", "r1").lines()).contains("  sword  12");
    assertThat(stage.seen()).extracting(Seen::call).containsExactly(LOOK);
  }

  @Test
  void aDeployedStageIsAskedByAPlannerWithAReason() {
    assertThat(stage.run("lake", "ask", "top-items", "--stage", "prod").status()).isEqualTo(2);
    assertThat(stage.run("lake", "ask", "top-items", "--param", "from").status()).isEqualTo(2);
    assertThat(stage.seen()).isEmpty();

    stage.answer(START, STARTED).answer(LOOK, SUCCEEDED);
    stage.run("lake", "ask", "top-items", "--stage", "prod", "--reason", "the winter event");

    assertThat(stage.assumed()).containsExactly("gamekeeper-prod-planner");
    assertThat(stage.seen().getFirst().reason()).isEqualTo("the winter event");
  }
}
