package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.CannedStage.Run;
import io.gamekeeper.cli.CannedStage.Seen;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetCommandTest {
  private static final String FLEET =
      """
      {"at":"2026-03-01T10:05:00Z","groups":[
        {"name":"servers-spot","minimum":0,"desired":0,"maximum":2,"instances":[]},
        {"name":"servers","minimum":2,"desired":3,"maximum":6,"instances":[
          {"id":"i-1","type":"c7g.large","zone":"a","spot":false,"state":"InService","health":"HEALTHY","launched":"2026-03-01T10:00:00Z"},
          {"id":"i-20","type":"c7g.large","zone":"b","spot":true,"state":"Warmed:Stopped","health":"-","launched":"2026-03-01T10:01:00Z"}]}]}
      """;

  @TempDir private Path root;
  private CannedStage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new CannedStage(root).answer("GET /ops/v1/fleet", FLEET);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void instancesStandBelowTheirGroup() {
    assertThat(stage.run("fleet", "list").lines())
        .containsExactly(
            "servers-spot (0 wanted, 0 to 2)",
            "servers (3 wanted, 2 to 6)",
            "  i-1   a  on-demand  InService       HEALTHY  c7g.large  launched 2026-03-01T10:00:00Z",
            "  i-20  b  spot       Warmed:Stopped  -        c7g.large  launched 2026-03-01T10:01:00Z");
  }

  @Test
  void anActivityHasItsCauseAndTheFirstLinesOfWhatWentWrong() {
    stage.answer(
        "GET /ops/v1/fleet/servers/activities?limit=7",
        """
        {"activities":[
          {"start":"2026-03-01T10:05:00Z","end":null,"status":"InProgress","description":"Launching i-3","cause":"i-1 was lost","message":""},
          {"start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:01:00Z","status":"Failed","description":"Launching i-2",
            "cause":"2 are wanted","message":"its server never became ready\\nit said\\n1\\n2\\n3\\n4\\n5"}]}
        """);

    assertThat(stage.run("fleet", "activities", "--limit", "7").lines())
        .containsExactly(
            "2026-03-01T10:05:00Z  InProgress  Launching i-3",
            "    i-1 was lost",
            "2026-03-01T10:00:00Z  Failed      Launching i-2",
            "    2 are wanted",
            "    its server never became ready",
            "    it said",
            "    1",
            "    2",
            "    3",
            "    4");
  }

  @Test
  void theGroupThatMustHaveServersIsScaledFromTheSizeThatWasSeen() {
    stage.answer("PUT /ops/v1/fleet/servers/desired", "{\"desired\":4}");

    Run run = stage.run("fleet", "scale", "4");

    assertThat(run.lines())
        .containsExactly("servers will have 4 instances; fleet activities shows the progress");
    assertThat(stage.seen().getLast())
        .isEqualTo(
            new Seen("PUT /ops/v1/fleet/servers/desired", "{\"desired\":4,\"was\":3}", "by hand"));
  }

  @Test
  void anotherGroupIsChosenByItsName() {
    stage.answer("POST /ops/v1/fleet/servers-spot/refresh", "{}");

    assertThat(
            stage
                .run("fleet", "refresh", "--group", "servers-spot", "--reason", "new image")
                .lines())
        .containsExactly("servers-spot is being refreshed; fleet activities shows the progress");
    assertThat(stage.seen().getLast().reason()).isEqualTo("new image");

    Run unknown = stage.run("fleet", "refresh", "--group", "x");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("there is no group x: fleet list shows all");
  }

  @Test
  void anInstanceIsDrainedAndTheGroupMayShrink() {
    stage.answer("POST /ops/v1/fleet/instances/i-1/terminate", "{}");

    assertThat(stage.run("fleet", "terminate", "i-1", "--decrement").lines())
        .containsExactly("i-1 drains, then ends");
    assertThat(stage.seen().getLast().body()).isEqualTo("{\"decrement\":true}");
  }
}
