package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class StatusCommandTest {

  @Test
  void whatRunsComesFirstAndTheColumnsOfASectionStandBelowEachOther() throws Exception {
    String status =
        """
        {"engines": [
          {"name": "mariadb", "state": "down", "since": "10:01", "address": "mariadbd 127.0.0.1:1",
           "reason": "its process ended"},
          {"name": "redis", "state": "running", "since": "10:00", "pid": 7,
           "address": "redis-server 127.0.0.1:2", "reason": ""}],
         "resources": [
          {"stack": "Net", "logicalId": "Zone", "type": "T::Zone", "fidelity": "not simulated"},
          {"stack": "Net", "logicalId": "Vpc", "type": "T::Vpc", "fidelity": "name only",
           "summary": "one machine"},
          {"stack": "Api", "logicalId": "Scores", "type": "T::Function", "fidelity": "running",
           "summary": "Handler", "notSimulated": ["Layers", "Tracing"]},
          {"stack": "Api", "logicalId": "LoadBalancer", "type": "T::Alb", "fidelity": "running",
           "summary": "127.0.0.1"}],
         "metrics": [{"namespace": "G", "name": "Scores", "sum": 3.0, "dimensions": {"b": "x"}}],
         "traces": 7,
         "logGroups": [{"name": "/scores", "lines": 12}],
         "memory": [{"holder": "stage, resident", "mebibytes": 900}],
         "recentErrors": [{"at": "10:00", "logicalId": "Scores", "message": "no"}]}
        """;
    StringWriter printed = new StringWriter();

    StatusCommand.print(new ObjectMapper().readTree(status), new PrintWriter(printed, true));

    assertThat(printed.toString().lines())
        .containsExactly(
            "  mariadb  down     since 10:01  no process  mariadbd 127.0.0.1:1      its process ended",
            "  redis    running  since 10:00  pid 7       redis-server 127.0.0.1:2",
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
            "log groups, 7 trace segments (1)",
            "  /scores  12 lines",
            "memory (1)",
            "  stage, resident  900 MiB",
            "recent errors (1)",
            "  10:00  Scores  no");
  }
}
