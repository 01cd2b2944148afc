package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceCommandTest {
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
  void tracesAreShownWithWhatBecameOfThem() {
    stage.answer(
        "GET /ops/v1/traces?from=2026-11-30T11%3A45%3A00Z&to=2026-11-30T12%3A00%3A00Z&filter=error&service=payment&limit=2",
        """
        {"traces":[
          {"id":"1-a","at":"2026-11-30T11:59:00.5Z","seconds":0.0123,"service":"alb","url":"/v1/purchases","method":"POST","status":500,"error":false,"fault":true,"services":["alb","payment"]},
          {"id":"1-b","at":"2026-11-30T11:58:00Z","seconds":2.5,"service":"tick","url":null,"method":null,"status":null,"error":true,"fault":false,"services":["tick"]}]}
        """);

    assertThat(
            stage
                .run("trace", "list", "--errors", "--service=payment", "--limit=2", "--from=15m")
                .lines())
        .containsExactly(
            "  1-a  2026-11-30T11:59:00Z  12 ms   fault  500 POST /v1/purchases  alb, payment",
            "  1-b  2026-11-30T11:58:00Z  2.50 s  error                          tick");
  }

  @Test
  void aWaterfallHasEachStepBelowItsCallerWithABarFromStartToEnd() {
    stage.answer(
        "GET /ops/v1/traces/1-a",
        """
        {"id":"1-a","at":"2026-11-30T11:59:00.5Z","seconds":0.4,"segments":[
          {"id":"1","parent":null,"name":"payment","start":0,"seconds":0.4,"status":200,"error":false,"fault":false,"throttle":false},
          {"id":"2","parent":"1","name":"mysql","start":0.1,"seconds":0.2,"operation":"INSERT","error":true,"exception":"Deadlock"},
          {"id":"3","parent":"2","name":"commit","start":0.4,"seconds":0},
          {"id":"4","parent":"lost","name":"elsewhere","start":9,"seconds":1}]}
        """);

    assertThat(stage.run("trace", "show", "1-a").lines())
        .containsExactly(
            "1-a  2026-11-30T11:59:00Z  400 ms",
            "  payment     ████████████████████████████████████████  at 0 ms    400 ms  200",
            "    mysql     ··········████████████████████··········  at 100 ms  200 ms  INSERT  error  Deadlock",
            "      commit  ·······································█  at 400 ms  0 ms",
            "  elsewhere   ·······································█  at 9.00 s  1.00 s");
  }

  @Test
  void aTraceThatTookNoTimeIsDrawn() {
    stage.answer(
        "GET /ops/v1/traces/1-a",
        "{\"id\":\"1-a\",\"at\":\"x\",\"seconds\":0,\"segments\":[{\"id\":\"1\",\"name\":\"n\",\"start\":0,\"seconds\":0}]}");

    assertThat(stage.run("trace", "show", "1-a").status()).isZero();
  }
}
