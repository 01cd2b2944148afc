package io.gamekeeper.leaderboard.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.health.lambda.HealthHandler;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.ApiDescription.Operation;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.Requests;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/**
 * Asks the handlers what {@code functions/openapi.yaml} says, and holds their answers against it.
 */
final class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GameBackend backend = new GameBackend();
  private final List<
          RequestHandler<ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent>>
      handlers =
          List.of(
              new HealthHandler(backend.platform),
              new ScoresHandler(backend.platform),
              new LeaderboardsHandler(backend.platform));
  private final ApiDescription api = ApiDescription.read();

  /** The operations of this module's zip; the payment module tests its own. */
  private final List<Operation> operations = api.operations("game-api");

  @BeforeEach
  void aBoardWithTwoPlayers() {
    Engines.redisCommand(Command.FLUSHALL);
    for (String player : List.of("ann", "bob")) {
      assertThat(call("post", "/v1/leaderboards/{board}/scores", player).getStatusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void everyOperationAnswersAsDescribed() {
    for (Operation operation : operations) {
      ApplicationLoadBalancerResponseEvent answer =
          call(operation.method(), operation.path(), "ann");

      assertDescribed(operation, answer, 200);
      assertThat(json(answer).findValues("entries"))
          .allSatisfy(entries -> assertThat(entries).isNotEmpty());
    }
    assertThat(operations).hasSize(5);
  }

  @Test
  void everyOperationForPlayersRefusesOthersAsDescribed() {
    for (Operation operation : operations) {
      boolean open = operation.description().path("security").isArray();

      ApplicationLoadBalancerResponseEvent answer = call(operation.method(), operation.path(), "");

      assertThat(operation.description().path("responses").has("401")).isNotEqualTo(open);
      assertDescribed(operation, answer, open ? 200 : 401);
    }
  }

  @Test
  void integerParametersAreBoundedAsDescribed() {
    for (Operation operation : operations) {
      String path = operation.path();
      for (JsonNode parameter : operation.description().path("parameters")) {
        JsonNode schema = parameter.path("schema");
        if (schema.path("type").asText().equals("integer")) {
          String name = parameter.get("name").asText();
          long least = schema.get("minimum").asLong();
          long most = schema.get("maximum").asLong();
          assertThat(status(path, name, least)).isEqualTo(200);
          assertThat(status(path, name, most)).isEqualTo(200);
          assertThat(status(path, name, least - 1)).isEqualTo(400);
          assertThat(status(path, name, most + 1)).isEqualTo(400);
        }
      }
    }
  }

  @Test
  void parametersThatAreDescribedAreRead() {
    // Each of these values is refused, so a handler that ignored the parameter would answer 200.
    Map<String, String> refused =
        Map.of("cursor", "x", "season", "x", "ids", "a b", "limit", "x", "neighbours", "x");
    for (Operation operation : operations) {
      String path = operation.path();
      for (JsonNode parameter : operation.description().path("parameters")) {
        if (parameter.path("in").asText().equals("query")) {
          String name = parameter.get("name").asText();
          assertThat(refused).containsKey(name);
          ApplicationLoadBalancerResponseEvent answer =
              dispatch(path, operation.method(), Map.of(name, refused.get(name)), "ann");
          assertThat(answer.getStatusCode()).as("%s?%s", path, name).isEqualTo(400);
        }
      }
    }
  }

  private int status(String path, String parameter, long value) {
    return dispatch(path, "get", Map.of(parameter, Long.toString(value)), "ann").getStatusCode();
  }

  private ApplicationLoadBalancerResponseEvent call(String method, String path, String player) {
    return dispatch(path, method, Map.of(), player);
  }

  private ApplicationLoadBalancerResponseEvent dispatch(
      String template, String method, Map<String, String> query, String player) {
    String path = template.replace("{board}", "arena").replace("{playerId}", "ann");
    boolean post = method.equals("post");
    Map<String, String> headers =
        player.isEmpty()
            ? Map.of("content-type", "application/json")
            : Map.of("content-type", "application/json", "authorization", backend.bearer(player));
    String body = post ? "{\"score\": 1200}" : null;
    for (RequestHandler<ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent>
        handler : handlers) {
      ApplicationLoadBalancerResponseEvent answer =
          handler.handleRequest(
              Requests.event(post ? "POST" : "GET", path, query, headers, body), new FakeContext());
      if (answer.getStatusCode() != 404 && answer.getStatusCode() != 405) {
        return answer;
      }
    }
    throw new AssertionError("no handler serves " + method + ' ' + template);
  }

  private void assertDescribed(
      Operation operation, ApplicationLoadBalancerResponseEvent answer, int status) {
    assertThat(answer.getStatusCode()).isEqualTo(status);
    assertThat(
            api.faults(
                operation.method(),
                operation.path(),
                status,
                String.valueOf(answer.getHeaders().get("Content-Type")),
                json(answer)))
        .isEmpty();
  }

  private static JsonNode json(ApplicationLoadBalancerResponseEvent answer) {
    try {
      return JSON.readTree(answer.getBody());
    } catch (IOException e) {
      throw new AssertionError(answer.getBody(), e);
    }
  }
}
