package io.gamekeeper.oncall.lambda;

import static io.gamekeeper.oncall.lambda.OperatorCalls.body;
import static io.gamekeeper.oncall.lambda.OperatorCalls.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.VirtualTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runbooks by the operations API. */
final class RunbookRoutesTest {
  private static final String RUNBOOKS = "/ops/v1/on-call/runbooks";

  private final ApiDescription api = ApiDescription.read("operations.yaml");
  private final FakePlatform platform =
      new FakePlatform(new VirtualTime(Instant.parse("2026-11-30T12:00:00Z")));
  private final Output output = new Output();
  private final OperatorCalls calls = new OperatorCalls(platform, "alerts", "audit");

  @AfterEach
  void stop() {
    output.close();
  }

  @Test
  void runbooksAreListedByNameWithTheirAlarmsUrgencyAndOwner() {
    Map<String, Object> answer = ask("viewer", RUNBOOKS);

    assertThat(status(answer)).isEqualTo(200);
    assertThat(api.faults("get", RUNBOOKS, 200, "application/json", body(answer))).isEmpty();
    List<JsonNode> runbooks =
        StreamSupport.stream(body(answer).path("runbooks").spliterator(), false).toList();
    assertThat(runbooks).extracting(runbook -> runbook.path("name").asText()).isSorted();
    JsonNode ledger = named(runbooks, "LedgerViolations");
    assertThat(ledger.path("title").asText()).isEqualTo("LedgerViolations");
    assertThat(ledger.path("severity").asText()).isEqualTo("CRITICAL");
    assertThat(ledger.path("owner").asText()).isEqualTo("payments");
    assertThat(ledger.path("meaning").asText()).endsWith(".");
  }

  @Test
  void theEmergencyProcedureIsOfNoAlarm() {
    JsonNode procedure =
        named(
            StreamSupport.stream(
                    body(ask("viewer", RUNBOOKS)).path("runbooks").spliterator(), false)
                .toList(),
            "EmergencyProcedure");

    assertThat(procedure.has("severity")).isTrue();
    assertThat(procedure.path("severity").isNull()).isTrue();
    assertThat(procedure.path("owner").isNull()).isTrue();
  }

  @Test
  void aRunbookIsGivenWhole() {
    Map<String, Object> answer = ask("viewer", RUNBOOKS + "/LedgerViolations");

    assertThat(status(answer)).isEqualTo(200);
    assertThat(api.faults("get", RUNBOOKS + "/{runbook}", 200, "application/json", body(answer)))
        .isEmpty();
    assertThat(body(answer).path("name").asText()).isEqualTo("LedgerViolations");
    assertThat(body(answer).path("markdown").asText())
        .startsWith("# LedgerViolations\n")
        .contains("## Escalation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "ledgerviolations", "LedgerViolations.md", "..%2Froutes.yaml"})
  void whatIsNoRunbookIsNotFound(String name) {
    Map<String, Object> answer = ask("viewer", RUNBOOKS + "/" + name);

    assertThat(status(answer)).isEqualTo(404);
    assertThat(body(answer).path("detail").asText())
        .isEqualTo(
            "there is no runbook %s; the list of runbooks has their names"
                .formatted(name.replace("%2F", "/")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "planner", "approver", "on-call"})
  void everyOperatorMayRead(String role) {
    assertThat(status(ask(role, RUNBOOKS))).isEqualTo(200);
    assertThat(status(ask(role, RUNBOOKS + "/EmergencyProcedure"))).isEqualTo(200);
  }

  private static JsonNode named(List<JsonNode> runbooks, String name) {
    return runbooks.stream()
        .filter(runbook -> runbook.path("name").asText().equals(name))
        .findAny()
        .orElseThrow();
  }

  private Map<String, Object> ask(String role, String path) {
    return calls.ask(role, "GET", path, null);
  }
}
