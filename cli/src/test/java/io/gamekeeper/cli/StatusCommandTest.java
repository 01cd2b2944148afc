package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.admin.EngineCalls.Engine;
import io.gamekeeper.local.admin.StageCalls.LogGroup;
import io.gamekeeper.local.admin.StageCalls.MemoryHolder;
import io.gamekeeper.local.admin.StageCalls.Metric;
import io.gamekeeper.local.admin.StageCalls.Resource;
import io.gamekeeper.local.admin.StageCalls.Status;
import io.gamekeeper.local.engine.Supervisor;
import io.gamekeeper.local.observe.CloudWatchNames.Unsent;
import io.gamekeeper.local.observe.ErrorLog.StageError;
import io.gamekeeper.local.template.Fidelity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StatusCommandTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void whatRunsComesFirstAndTheColumnsOfASectionStandBelowEachOther() {
    Status status =
        new Status(
            8080,
            "/data",
            List.of(
                new Engine(
                    "mariadb",
                    Supervisor.State.DOWN,
                    TEN.plusSeconds(60),
                    "its process ended",
                    "mariadbd 127.0.0.1:1",
                    null),
                new Engine(
                    "redis", Supervisor.State.RUNNING, TEN, "", "redis-server 127.0.0.1:2", 7L)),
            List.of(new MemoryHolder("stage, resident", 900)),
            List.of(
                resource("Net", "Zone", "T::Zone", Fidelity.NOT_SIMULATED, ""),
                resource("Net", "Vpc", "T::Vpc", Fidelity.NAME_ONLY, "one machine"),
                resource(
                    "Api",
                    "Scores",
                    "T::Function",
                    Fidelity.RUNNING,
                    "Handler",
                    "Layers",
                    "Tracing"),
                resource("Api", "LoadBalancer", "T::Alb", Fidelity.RUNNING, "127.0.0.1")),
            List.of(new LogGroup("/scores", 12)),
            7,
            List.of(
                new Metric("AWS/SQS", "NumberOfMessagesSent", Map.of("q", "x"), "Count", 1, 1.0),
                new Metric("AWS/Lambda", "Errors", Map.of(), "Count", 1, 0.0),
                new Metric("AWS/Lambda", "Errors", Map.of("f", "x"), "Count", 1, 0.0),
                new Metric("G", "Scores", Map.of("b", "x"), "Count", 1, 3.0)),
            List.of(new Unsent("lag", "AWS/RDS ReplicaLag", "no service of the stage sends it")),
            Map.of(),
            List.of(new StageError(TEN, "Scores", "no")));
    StringWriter printed = new StringWriter();

    StatusCommand.print(status, new PrintWriter(printed, true));

    assertThat(printed.toString().lines())
        .containsExactly(
            "  mariadb  down     since 2026-03-01T10:01:00Z  no process  mariadbd 127.0.0.1:1      its process ended",
            "  redis    running  since 2026-03-01T10:00:00Z  pid 7       redis-server 127.0.0.1:2",
            "running (2)",
            "  Api/Scores        T::Function  Handler",
            "  Api/LoadBalancer  T::Alb       127.0.0.1",
            "simulated (0)",
            "name only (1)",
            "  Net/Vpc  T::Vpc  one machine",
            "not simulated (1)",
            "  Net/Zone  T::Zone",
            "not simulated, of resources that run or are simulated (1)",
            "  Api/Scores  Layers, Tracing",
            "metrics (1)",
            "  G Scores  3.0  {\"b\":\"x\"}",
            "metrics of AWS services, all of them with --json (2)",
            "  AWS/Lambda  2",
            "  AWS/SQS     1",
            "alarms on metrics that the stage does not send (1)",
            "  lag  AWS/RDS ReplicaLag  no service of the stage sends it",
            "log groups, 7 trace segments (1)",
            "  /scores  12 lines",
            "memory (1)",
            "  stage, resident  900 MiB",
            "recent errors (1)",
            "  2026-03-01T10:00:00Z  Scores  no");
  }

  private static Resource resource(
      String stack,
      String logicalId,
      String type,
      Fidelity fidelity,
      String summary,
      String... notSimulated) {
    return new Resource(stack, logicalId, type, fidelity, summary, Map.of(), List.of(notSimulated));
  }
}
