package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.cli.Project;
import io.gamekeeper.contract.OperationsPart;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.local.admin.AdminClient;
import io.gamekeeper.local.admin.OperatorCalls;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.operations.Answer;
import io.gamekeeper.operations.Door;
import io.gamekeeper.operations.LocalDoor;
import io.gamekeeper.operations.Request;
import io.gamekeeper.operations.SignedDoor;
import io.gamekeeper.testing.ApiDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may do what: every route of the operations API, by every role, through both doors. */
@ExtendWith(SharedStage.class)
final class OperationsMatrixTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REGION = "eu-central-1";

  /** What is asked for; what would be changed does not exist, so that nothing is. */
  private static final Map<String, String> EXISTING =
      Map.of(
          "{alarm}", "gamekeeper-dev-HighCPUUsage",
          "{dashboard}", "gamekeeper-dev-GameOperations",
          "{index}", "2",
          "{group}", "gamekeeper-dev-servers",
          "{runbook}", "LedgerViolations");

  private static final Map<String, Map<String, String>> QUERIES =
      Map.of(
          "/ops/v1/metrics",
          Map.of("namespace", "AWS/Lambda", "name", "Invocations", "statistic", "Sum"),
          "/ops/v1/logs/tail",
          Map.of("group", "/gamekeeper/dev/scores"),
          "/ops/v1/logs/search",
          Map.of("name", "errors"));

  private final ApiDescription api = ApiDescription.read("operations.yaml");
  private final StageFile stage;

  OperationsMatrixTest(SharedStage.Running running) {
    stage =
        StageFile.running(Project.current().root()).stream()
            .filter(file -> file.port() == running.address().getPort())
            .findAny()
            .orElseThrow();
  }

  @Test
  void everyRouteIsOpenToItsRolesAndToNobodyElseThroughBothDoors() throws Exception {
    Map<String, Integer> unexpected = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (OperatorRole role : OperatorRole.values()) {
      for (boolean signed : new boolean[] {false, true}) {
        try (Door door = signed ? signed(role) : browser(role)) {
          for (ApiDescription.Operation operation : api.operations()) {
            Answer answer = door.send(request(operation));
            String asked =
                "%s %s as %s, %s"
                    .formatted(
                        operation.method(),
                        operation.path(),
                        role.key(),
                        signed ? "signed" : "from a browser");
            if (mayAs(role, operation) != (answer.status() != 403)
                || answer.status() == 401
                || answer.status() == 405
                || answer.status() >= 500
                || answer.body().contains("there is nothing at this path")) {
              unexpected.put(asked, answer.status());
            } else if (answer.status() == 200) {
              api.faults(
                      operation.method(),
                      operation.path(),
                      200,
                      "application/json",
                      json(answer.body()))
                  .forEach(fault -> faults.add(asked + ": " + fault));
            }
          }
        }
      }
    }

    assertThat(unexpected).isEmpty();
    assertThat(faults).isEmpty();
  }

  @Test
  void nobodyIsLetInWithoutASessionOrASignature() throws Exception {
    Map<String, Integer> unexpected = new TreeMap<>();
    try (HttpClient http = HttpClient.newHttpClient();
        StageAccount account = new StageAccount(stage, REGION)) {
      Map<String, String> addresses = account.parameters(OperationsPart.parameters("dev"));
      for (ApiDescription.Operation operation : api.operations()) {
        Request request = request(operation);
        String target = "http://127.0.0.1:" + stage.port();
        int browser = send(http, URI.create(target + "/_ops" + request.target()), request, "");
        if (browser != 401) {
          unexpected.put(operation.method() + " " + operation.path() + " from a browser", browser);
        }
        String host =
            URI.create(
                    String.valueOf(
                        addresses.get(OperationsPart.of(request.path()).parameter("dev"))))
                .getHost();
        int signed = send(http, URI.create(target + request.target()), request, host);
        if (signed != 403) {
          unexpected.put(operation.method() + " " + operation.path() + " unsigned", signed);
        }
      }
    }

    assertThat(unexpected).isEmpty();
  }

  private static int send(HttpClient http, URI address, Request request, String host)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address)
            .method(request.method(), HttpRequest.BodyPublishers.ofString("{}"))
            .header("x-amzn-oidc-data", "e30=.e30=.e30=");
    if (!host.isEmpty()) {
      builder.setHeader("Host", host);
    }
    return http.send(builder.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static boolean mayAs(OperatorRole role, ApiDescription.Operation operation) {
    String needed = operation.description().path("x-role").asText();
    return needed.equals(OperatorRole.VIEWER.key()) || needed.equals(role.key());
  }

  private static Request request(ApiDescription.Operation operation) {
    boolean reads = operation.method().equals("get");
    String path = operation.path();
    for (Map.Entry<String, String> parameter : EXISTING.entrySet()) {
      path = path.replace(parameter.getKey(), reads ? parameter.getValue() : "none");
    }
    return new Request(
        operation.method().toUpperCase(Locale.ROOT),
        path.replaceAll("\\{\\w+}", "none"),
        QUERIES.getOrDefault(operation.path(), Map.of()),
        reads ? null : "{\"was\":\"OK\"}",
        reads ? null : "matrix");
  }

  private Door browser(OperatorRole role) {
    return new LocalDoor(
        stage.port(),
        () -> {
          try (AdminClient admin = new AdminClient(stage)) {
            return admin
                .call(OperatorCalls.SESSION, new OperatorCalls.Operator("ann", List.of(role.key())))
                .cookie();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  private Door signed(OperatorRole role) {
    return new SignedDoor("dev", role, new StageAccount(stage, REGION), Clock.systemUTC());
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }
}
