package io.gamekeeper.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.audit.AuditEntry;
import io.gamekeeper.platform.audit.AuditEntry.Phase;
import io.gamekeeper.platform.audit.AuditTrail;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.FakeContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

final class OperationsBoundaryTest {
  private final List<AuditEntry> trail = new ArrayList<>();
  private boolean trailAnswers = true;
  private HttpResponse outcome = HttpResponse.changed("off", "on");
  private int changes;
  private Output output;
  private OperationsBoundary boundary;

  @BeforeEach
  void start() {
    output = new Output();
    FakePlatform platform = new FakePlatform();
    platform.variables.putAll(
        new OperatorEnvironment(
                "dev", false, "1".repeat(12), "arn", "https://k.example", "c", "roles", "audit")
            .toMap());
    Operators operators = Operators.of(platform, new Trail());
    boundary =
        new OperationsBoundary(
            new Telemetry(platform),
            Route.forOperators(
                "GET",
                "/ops/v1/lamp/{lamp}",
                OperatorRole.VIEWER,
                operators,
                call ->
                    HttpResponse.ok(
                        Map.of(
                            "lamp", call.variable("lamp"),
                            "operator", call.operator().name(),
                            "colour", String.valueOf(call.request().query("colour"))))),
            Route.forOperators(
                "PUT", "/ops/v1/lamp/{lamp}", OperatorRole.ON_CALL, operators, call -> change()),
            Route.forOperators(
                "GET",
                "/{file*}",
                OperatorRole.VIEWER,
                operators,
                call ->
                    new HttpResponse.File(
                        200,
                        "text/plain",
                        call.variable("file").getBytes(StandardCharsets.UTF_8),
                        Map.of("Cache-Control", "no-cache"))));
  }

  @AfterEach
  void stop() {
    output.close();
  }

  private HttpResponse change() {
    changes++;
    return outcome;
  }

  private final class Trail implements AuditTrail {
    @Override
    public void append(AuditEntry entry) {
      if (!trailAnswers) {
        throw SdkClientException.create("the table does not answer");
      }
      trail.add(entry);
    }

    @Override
    public List<AuditEntry> on(LocalDate day, int limit) {
      throw new AssertionError("nobody reads here");
    }
  }

  @Test
  void aSignedRequestIsAnsweredInTheFormOfFunctionUrls() {
    Map<String, Object> event = signed("GET", "/ops/v1/lamp/a%2Fb", "viewer");
    event.put("rawQueryString", "colour=r%C3%B6t&x");

    Map<String, Object> answer = serve(event);

    assertThat(answer).containsEntry("statusCode", 200).containsEntry("isBase64Encoded", false);
    assertThat(body(answer).path("lamp").asText()).isEqualTo("a/b");
    assertThat(body(answer).path("operator").asText()).isEqualTo("ada");
    assertThat(body(answer).path("colour").asText()).isEqualTo("röt");
    assertThat(String.valueOf(answer.get("headers")))
        .contains("Cache-Control=no-store", "Cross-Origin-Resource-Policy=same-origin");
  }

  @Test
  void nobodySignsByWritingWhoTheyAre() {
    Map<String, Object> event = balancer("GET", "/ops/v1/lamp/a");
    event.put(
        "requestContext",
        Map.of(
            "elb", Map.of("targetGroupArn", "arn"),
            "authorizer", Map.of("iam", Map.of("userArn", session("on-call")))));

    assertThat(serve(event)).containsEntry("statusCode", 401);
  }

  @Test
  void aFunctionUrlKnowsNobodyByTheLoadBalancersHeader() {
    Map<String, Object> event = signed("GET", "/ops/v1/lamp/a", "viewer");
    event.put("headers", Map.of("x-amzn-oidc-data", "a.b.c"));
    event.put("requestContext", Map.of("http", Map.of("method", "GET")));

    assertThat(serve(event)).containsEntry("statusCode", 403);
  }

  @Test
  void aChangeIsWrittenDownBeforeAndAfter() {
    Map<String, Object> answer = serve(changing("on-call", "because%20%C3%BC"));

    assertThat(body(answer).asText()).isEqualTo("on");
    assertThat(trail).extracting(AuditEntry::phase).containsExactly(Phase.REQUESTED, Phase.DONE);
    assertThat(trail).extracting(AuditEntry::reason).containsOnly("because ü");
    assertThat(trail.getFirst().content()).isEqualTo("{\"to\":\"on\"}");
    assertThat(trail.getLast().content()).isEqualTo("{\"before\":\"off\",\"after\":\"on\"}");
    assertThat(trail.getLast().status()).isEqualTo(200);
    assertThat(output.lines().toString()).contains("Operator change", "because ü");
  }

  @Test
  void aRefusedChangeIsWrittenDownAsRefused() {
    outcome = HttpResponse.of(Problem.conflict("somebody else did"));

    assertThat(serve(changing("on-call", "why"))).containsEntry("statusCode", 409);

    assertThat(trail).extracting(AuditEntry::phase).containsExactly(Phase.REQUESTED, Phase.REFUSED);
    assertThat(trail.getLast().content()).isEqualTo("somebody else did");
  }

  @Test
  void aChangeThatCannotBeWrittenDownIsNotMade() {
    trailAnswers = false;

    assertThat(serve(changing("on-call", "why"))).containsEntry("statusCode", 503);
    assertThat(changes).isZero();
  }

  @Test
  void aChangeWhoseOutcomeCannotBeWrittenDownIsStillAnswered() {
    outcome = HttpResponse.changed("off", "on");
    Map<String, Object> event = changing("on-call", "why");
    boundary =
        new OperationsBoundary(
            new Telemetry(new FakePlatform()),
            Route.forOperators(
                "PUT",
                "/ops/v1/lamp/{lamp}",
                OperatorRole.ON_CALL,
                operatorsWhoseTrailBreaks(),
                call -> {
                  trailAnswers = false;
                  return change();
                }));

    assertThat(serve(event)).containsEntry("statusCode", 200);
    assertThat(trail).extracting(AuditEntry::phase).containsExactly(Phase.REQUESTED);
  }

  private Operators operatorsWhoseTrailBreaks() {
    FakePlatform platform = new FakePlatform();
    platform.variables.putAll(
        new OperatorEnvironment(
                "dev", false, "1".repeat(12), "arn", "https://k.example", "c", "roles", "audit")
            .toMap());
    return Operators.of(platform, new Trail());
  }

  @ParameterizedTest
  @CsvSource({"viewer, 403", "planner, 403", "approver, 403", "on-call, 200"})
  void aChangeNeedsItsRole(String role, int status) {
    assertThat(serve(changing(role, "why"))).containsEntry("statusCode", status);
    assertThat(changes).isEqualTo(status == 200 ? 1 : 0);
    assertThat(trail).hasSize(status == 200 ? 2 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%20", "%0A", "%zz", "%ff"})
  void aChangeNeedsAReason(String reason) {
    assertThat(serve(changing("on-call", reason))).containsEntry("statusCode", 400);
    assertThat(changes).isZero();
  }

  @Test
  void aReasonHasItsLimit() {
    assertThat(serve(changing("on-call", "x".repeat(500)))).containsEntry("statusCode", 200);
    assertThat(serve(changing("on-call", "x".repeat(501)))).containsEntry("statusCode", 400);
  }

  @Test
  void aFileIsSentAsItIs() {
    Map<String, Object> answer = serve(signed("GET", "/a/b.txt", "viewer"));

    assertThat(answer).containsEntry("body", "YS9iLnR4dA==").containsEntry("isBase64Encoded", true);
    assertThat(String.valueOf(answer.get("headers"))).contains("Cache-Control=no-cache");
  }

  private static Map<String, Object> changing(String role, String reason) {
    Map<String, Object> event = signed("PUT", "/ops/v1/lamp/a", role);
    event.put("headers", Map.of("content-type", "application/json", "gamekeeper-reason", reason));
    event.put("body", "{\"to\":\"on\"}");
    return event;
  }

  private static Map<String, Object> signed(String method, String path, String role) {
    Map<String, Object> event = new HashMap<>();
    event.put("version", "2.0");
    event.put("rawPath", path);
    event.put("rawQueryString", "");
    event.put("headers", Map.of());
    event.put("isBase64Encoded", false);
    event.put(
        "requestContext",
        Map.of(
            "http", Map.of("method", method, "path", path),
            "authorizer", Map.of("iam", Map.of("userArn", session(role)))));
    return event;
  }

  private static String session(String role) {
    return "arn:aws:sts::111111111111:assumed-role/gamekeeper-dev-" + role + "/ada";
  }

  private static Map<String, Object> balancer(String method, String path) {
    Map<String, Object> event = new HashMap<>();
    event.put("requestContext", Map.of("elb", Map.of("targetGroupArn", "arn")));
    event.put("httpMethod", method);
    event.put("path", path);
    event.put("multiValueHeaders", Map.of());
    event.put("multiValueQueryStringParameters", Map.of());
    event.put("body", "");
    event.put("isBase64Encoded", false);
    return event;
  }

  private Map<String, Object> serve(Map<String, Object> event) {
    return boundary.serve(event, new FakeContext());
  }

  private static JsonNode body(Map<String, Object> answer) {
    try {
      return new ObjectMapper().readTree(String.valueOf(answer.get("body")));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
