package io.gamekeeper.oncall.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.oncall.store.Tables;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.VirtualTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runbooks by the operations API. */
final class RunbookRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUNBOOKS = "/ops/v1/on-call/runbooks";

  private final ApiDescription api = ApiDescription.read("operations.yaml");
  private final FakePlatform platform =
      new FakePlatform(new VirtualTime(Instant.parse("2026-11-30T12:00:00Z")));
  private final Output output = new Output();
  private final OnCallOperationsHandler handler = handler();
  private int requests;

  /** A CloudWatch that nothing here asks. */
  private static final class NoAlarms implements CloudWatchClient {
    @Override
    public String serviceName() {
      return "monitoring";
    }

    @Override
    public void close() {}
  }

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
    return handler.handleRequest(
        Map.of(
            "rawPath",
            path,
            "rawQueryString",
            "",
            "headers",
            Map.of(),
            "isBase64Encoded",
            false,
            "requestContext",
            Map.of(
                "http",
                Map.of("method", "GET"),
                "authorizer",
                Map.of(
                    "iam",
                    Map.of(
                        "userArn",
                        "arn:aws:sts::111111111111:assumed-role/gamekeeper-dev-"
                            + role
                            + "/ada")))),
        new FakeContext("request-" + requests++, null));
  }

  private OnCallOperationsHandler handler() {
    platform.clients.put(DynamoDbClient.class, Tables.dynamo());
    platform.clients.put(CloudWatchClient.class, new NoAlarms());
    platform.variables.putAll(
        new OnCallEnvironment("dev", "alerts", "queue", "https://ops.example/").toMap());
    platform.variables.putAll(
        new OperatorEnvironment(
                "dev", false, "1".repeat(12), "arn", "https://k.example", "c", "roles", "audit")
            .toMap());
    return new OnCallOperationsHandler(platform);
  }

  private static int status(Map<String, Object> answer) {
    return (int) Objects.requireNonNull(answer.get("statusCode"));
  }

  private static JsonNode body(Map<String, Object> answer) {
    try {
      return JSON.readTree(String.valueOf(answer.get("body")));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
