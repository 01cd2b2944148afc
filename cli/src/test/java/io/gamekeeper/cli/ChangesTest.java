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

/** The commands on dashboards, boards and payments. */
final class ChangesTest {
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
  void aDashboardIsShownAsItsWidgets() {
    stage
        .answer(
            "GET /ops/v1/dashboards",
            "{\"dashboards\":[{\"name\":\"d\",\"title\":\"The game\",\"modified\":\"2026-11-30T12:00:00Z\",\"widgets\":2}]}")
        .answer(
            "GET /ops/v1/dashboards/d",
            """
            {"name":"d","title":"The game","widgets":[
              {"index":0,"type":"text","x":0,"y":0,"width":24,"height":2,"title":"","markdown":"# Players\\nmore","supported":true},
              {"index":1,"type":"explorer","x":0,"y":2,"width":12,"height":6,"title":"CPU","view":"timeSeries","supported":false,"note":"not drawn"}]}
            """);

    assertThat(stage.run("dashboard", "list").lines()).containsExactly("  d  2 widgets  The game");
    assertThat(stage.run("dashboard", "show", "d").lines())
        .containsExactly(
            "d: The game",
            "  0  text                 24×2 at 0,0  # Players",
            "  1  explorer timeSeries  12×6 at 0,2  CPU (not drawn)");
  }

  @Test
  void aRebuiltBoardIsShownWithItsHashes() {
    stage.answer(
        "POST /ops/v1/leaderboards/arena/rebuild",
        "{\"board\":\"arena\",\"season\":\"s1\",\"status\":\"rebuilt\",\"players\":3,\"entries\":9,\"hash\":\"h2\",\"before\":\"h1\"}");

    assertThat(stage.run("leaderboard", "rebuild", "arena").lines())
        .containsExactly("arena s1: 3 players from 9 log entries", "before h1", "after  h2");
    assertThat(stage.seen())
        .containsExactly(new Seen("POST /ops/v1/leaderboards/arena/rebuild", "{}", "by hand"));

    stage.run("leaderboard", "rebuild", "arena", "--season", "s1", "--reason", "lost");
    assertThat(stage.seen().getLast())
        .isEqualTo(
            new Seen("POST /ops/v1/leaderboards/arena/rebuild", "{\"season\":\"s1\"}", "lost"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"status\":\"busy\"}', another rebuild of arena is running",
    "'{\"status\":\"refused\",\"reason\":\"no board arena\"}', no board arena",
  })
  void aBoardThatIsNotRebuiltIsAFailure(String answer, String message) {
    stage.answer("POST /ops/v1/leaderboards/arena/rebuild", answer);

    Run run = stage.run("leaderboard", "rebuild", "arena");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message);
  }

  @Test
  void aBoardThatIsBeingRebuiltIsNoFailure() {
    stage.answer("POST /ops/v1/leaderboards/arena/rebuild", 202, "", null);

    assertThat(stage.run("leaderboard", "rebuild", "arena").lines())
        .containsExactly("arena is being rebuilt");
  }

  @Test
  void aProviderIsChosenInPlaceOfTheOneThatWasSeen() {
    stage
        .answer(
            "GET /ops/v1/payments/provider",
            "{\"providers\":{\"apple\":\"primary\",\"google\":\"backup\"}}")
        .answer(
            "PUT /ops/v1/payments/provider",
            "{\"providers\":{\"apple\":\"backup\",\"google\":\"backup\"}}");

    assertThat(stage.run("payment", "provider").lines())
        .containsExactly("apple   primary", "google  backup");
    assertThat(stage.run("payment", "provider", "apple", "BACKUP", "--reason", "down").lines())
        .containsExactly("apple   backup", "google  backup");
    assertThat(stage.seen().getLast())
        .isEqualTo(
            new Seen(
                "PUT /ops/v1/payments/provider",
                "{\"store\":\"apple\",\"provider\":\"backup\",\"was\":\"primary\"}",
                "down"));
  }
}
