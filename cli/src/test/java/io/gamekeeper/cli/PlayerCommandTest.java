package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.cli.CannedStage.Run;
import io.gamekeeper.cli.CannedStage.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlayerCommandTest {
  private static final String EVENTS = "GET /ops/v1/players/ann";
  private static final String ERASE = "POST /ops/v1/players/ann/erase";
  private static final String ERASURE = "GET /ops/v1/players/ann/erasure";
  private static final String PAYMENTS = "GET /ops/v1/payments/players/ann";
  private static final String BOARDS = "GET /ops/v1/leaderboards/players/ann";
  private static final String NOTHING = "{\"known\":false,\"events\":[],\"next\":null}";
  private static final String BEGUN =
      """
      {"player":"ann","id":"e1","asked":"2026-11-30T12:00:00.123Z","finished":null,"parts":[
        {"part":"events","state":"failing","done":null,"failures":2,"reason":"SdkClientException"}]}
      """;
  private static final String FINISHED =
      """
      {"player":"ann","id":"e1","asked":"2026-11-30T12:00:00.123Z","finished":"2026-11-30T12:03:00Z","parts":[
        {"part":"events","state":"done","done":"2026-11-30T12:02:59.5Z","failures":2,"reason":null}]}
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
  void anExportIsOneDocumentOfAllPages() throws Exception {
    stage
        .answer(BOARDS, "{\"known\":false,\"seasons\":[]}")
        .answer(PAYMENTS, "{\"known\":false,\"purchases\":[],\"next\":\"l:\"}")
        .answer(PAYMENTS + "?cursor=l%3A", "{\"known\":true,\"purchases\":[{\"id\":\"x\"}]}")
        .answer(
            EVENTS,
            "{\"player\":\"ann\",\"known\":true,\"profile\":{\"level\":7},\"events\":[{\"id\":\"a\"}],\"next\":\"c 1\"}")
        .answer(
            EVENTS + "?cursor=c%201",
            "{\"player\":\"ann\",\"known\":true,\"profile\":{\"level\":7},\"events\":[{\"id\":\"b\"}],\"next\":null}");

    Run run = stage.run("player", "export", "ann", "--reason", "her letter of May");

    assertThat(run.err()).isEmpty();
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.path("player").asText()).isEqualTo("ann");
    assertThat(document.path("exportedAt").asText()).isEqualTo("2026-11-30T12:00:00Z");
    assertThat(document.at("/parts/events/events").findValuesAsText("id"))
        .containsExactly("a", "b");
    assertThat(document.at("/parts/events/profile/level").asInt()).isEqualTo(7);
    assertThat(document.at("/parts/events").has("next")).isFalse();
    assertThat(document.at("/parts/payments/known").asBoolean()).isTrue();
    assertThat(document.at("/parts/payments/purchases")).hasSize(1);
    assertThat(stage.seen()).allMatch(seen -> seen.reason().equals("her letter of May"));
  }

  @Test
  void anExportGoesToANewFileOfOnesOwn() throws Exception {
    stage
        .answer(EVENTS, "{\"known\":true,\"events\":[],\"next\":null}")
        .answer(PAYMENTS, NOTHING)
        .answer(BOARDS, NOTHING);
    Path file = root.resolve("ann.json");

    Run run = stage.run("player", "export", "ann", "--out", file.toString());

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(new ObjectMapper().readTree(file.toFile()).path("player").asText()).isEqualTo("ann");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);

    int before = stage.seen().size();
    assertThat(stage.run("player", "export", "ann", "--out", file.toString()).status())
        .isEqualTo(2);
    assertThat(stage.seen()).hasSize(before);
  }

  @Test
  void ofNobodyThereIsNoExport() {
    stage.answer(EVENTS, NOTHING).answer(PAYMENTS, NOTHING).answer(BOARDS, NOTHING);

    Run run = stage.run("player", "export", "ann");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("nothing is kept of player ann");
  }

  @Test
  void anExportThatLacksAPartIsNone() {
    stage
        .answer(EVENTS, "{\"known\":true,\"events\":[],\"next\":null}")
        .answer(PAYMENTS, 503, "{\"title\":\"Temporarily not available\"}", "30");

    Run run = stage.run("player", "export", "ann");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anErasureIsWaitedFor() {
    stage.answer(ERASE, BEGUN).answer(ERASURE, BEGUN).answer(ERASURE, FINISHED);

    Run run = stage.run("player", "erase", "ann", "--reason", "her letter of May");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "ann, erasure e1, asked for at 2026-11-30T12:00:00Z: finished at 2026-11-30T12:03:00Z",
            "  events  done  2026-11-30T12:02:59Z");
    assertThat(stage.seen().getFirst())
        .isEqualTo(new Seen(ERASE, "{\"confirm\":false}", "her letter of May"));
    assertThat(stage.pauses()).hasSize(2);
  }

  @Test
  void anErasureThatTakesTooLongFails() {
    stage.answer(ERASE, BEGUN).answer(ERASURE, BEGUN);

    Run run = stage.run("player", "erase", "ann", "--reason", "r", "--wait", "10");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.lines())
        .containsExactly(
            "ann, erasure e1, asked for at 2026-11-30T12:00:00Z: not finished",
            "  events  failing    SdkClientException");
    assertThat(stage.run("player", "erasure", "ann").status()).isEqualTo(1);
  }

  @Test
  void anErasureNeedsAReasonAndOnAProtectedStageAYes() {
    assertThat(stage.run("player", "erase", "ann").status()).isEqualTo(2);
    assertThat(stage.seen()).isEmpty();

    stage.answer(ERASE, 422, "{\"detail\":\"this stage is protected: confirm it.\"}", null);
    Run run = stage.run("player", "erase", "ann", "--reason", "r", "--stage", "prod");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("with --yes");
    assertThat(stage.assumed()).containsExactly("gamekeeper-prod-approver");

    stage.run("player", "erase", "ann", "--reason", "r", "--stage", "prod", "--yes", "--wait", "1");
    assertThat(stage.seen()).anyMatch(seen -> seen.body().equals("{\"confirm\":true}"));
  }
}
