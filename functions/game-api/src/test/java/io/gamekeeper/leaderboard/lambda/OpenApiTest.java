package io.gamekeeper.leaderboard.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.health.lambda.HealthHandler;
import io.gamekeeper.leaderboard.store.Engines;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import redis.clients.jedis.Protocol.Command;

/**
 * Asks the handlers what {@code functions/openapi.yaml} says, and holds their answers against it.
 */
final class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TAG = "game-api";

  private final TestPlatform platform = new TestPlatform();
  private final List<
          RequestHandler<ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent>>
      handlers =
          List.of(
              new HealthHandler(platform),
              new ScoresHandler(platform),
              new LeaderboardsHandler(platform));
  private final JsonNode api = read();

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
    List<String> operations = new ArrayList<>();
    forEachOperation(
        (path, method, operation) -> {
          operations.add(method + ' ' + path);

          ApplicationLoadBalancerResponseEvent answer = call(method, path, "ann");

          assertThat(answer.getStatusCode()).as("%s %s", method, path).isEqualTo(200);
          assertMatches(schema(operation.at("/responses/200"), "application/json"), json(answer));
        });
    assertThat(operations).hasSize(5);
  }

  @Test
  void everyOperationForPlayersRefusesOthersAsDescribed() {
    forEachOperation(
        (path, method, operation) -> {
          boolean open = operation.path("security").isArray();

          ApplicationLoadBalancerResponseEvent answer = call(method, path, "");

          assertThat(answer.getStatusCode()).isEqualTo(open ? 200 : 401);
          assertThat(operation.path("responses").has("401")).isNotEqualTo(open);
          if (!open) {
            JsonNode response = resolve(operation.at("/responses/401"));
            assertMatches(schema(response, "application/problem+json"), json(answer));
          }
        });
  }

  @Test
  void integerParametersAreBoundedAsDescribed() {
    forEachOperation(
        (path, method, operation) -> {
          for (JsonNode parameter : operation.path("parameters")) {
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
        });
  }

  @Test
  void parametersThatAreDescribedAreRead() {
    // Each of these values is refused, so a handler that ignored the parameter would answer 200.
    Map<String, String> refused =
        Map.of("cursor", "x", "season", "x", "ids", "a b", "limit", "x", "neighbours", "x");
    forEachOperation(
        (path, method, operation) -> {
          for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
              String name = parameter.get("name").asText();
              assertThat(refused).containsKey(name);
              ApplicationLoadBalancerResponseEvent answer =
                  dispatch(path, method, Map.of(name, refused.get(name)), "ann");
              assertThat(answer.getStatusCode()).as("%s?%s", path, name).isEqualTo(400);
            }
          }
        });
  }

  /** What a test does with an operation. */
  @FunctionalInterface
  private interface OperationTest {
    void test(String path, String method, JsonNode operation);
  }

  /** The operations of this module's zip; the payment module tests its own. */
  private void forEachOperation(OperationTest test) {
    api.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(operation -> operation.getValue().at("/tags/0").asText().equals(TAG))
                    .forEach(
                        operation ->
                            test.test(path.getKey(), operation.getKey(), operation.getValue())));
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
            : Map.of("content-type", "application/json", "authorization", platform.bearer(player));
    String body = post ? "{\"score\": 1200}" : null;
    for (RequestHandler<ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent>
        handler : handlers) {
      ApplicationLoadBalancerResponseEvent answer =
          handler.handleRequest(
              Requests.event(post ? "POST" : "GET", path, query, headers, body), new TestContext());
      if (answer.getStatusCode() != 404 && answer.getStatusCode() != 405) {
        return answer;
      }
    }
    throw new AssertionError("no handler serves " + method + ' ' + template);
  }

  /** Checks types, required fields and that there are no others. */
  private void assertMatches(JsonNode schemaOrReference, JsonNode value) {
    JsonNode schema = resolve(schemaOrReference);
    if (schema.has("enum")) {
      assertThat(schema.get("enum")).contains(value);
      return;
    }
    List<String> types = new ArrayList<>();
    JsonNode type = schema.get("type");
    if (type.isArray()) {
      type.forEach(each -> types.add(each.asText()));
    } else {
      types.add(type.asText());
    }
    String actual =
        switch (value.getNodeType()) {
          case OBJECT -> "object";
          case ARRAY -> "array";
          case STRING -> "string";
          case BOOLEAN -> "boolean";
          case NULL -> "null";
          case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
          case BINARY, MISSING, POJO -> throw new AssertionError(value.getNodeType());
        };
    assertThat(types).contains(actual);
    if (actual.equals("object")) {
      List<String> fields = new ArrayList<>();
      value.fieldNames().forEachRemaining(fields::add);
      List<String> described = new ArrayList<>();
      schema.get("properties").fieldNames().forEachRemaining(described::add);
      List<String> required = new ArrayList<>();
      schema.get("required").forEach(each -> required.add(each.asText()));
      assertThat(described).containsAll(fields);
      assertThat(fields).containsAll(required);
      fields.forEach(field -> assertMatches(schema.get("properties").get(field), value.get(field)));
    } else if (actual.equals("array")) {
      assertThat(value).isNotEmpty();
      value.forEach(element -> assertMatches(schema.get("items"), element));
    }
  }

  private JsonNode schema(JsonNode response, String mediaType) {
    return resolve(response).path("content").path(mediaType).path("schema");
  }

  private JsonNode resolve(JsonNode node) {
    assertThat(node.isMissingNode()).isFalse();
    return node.has("$ref") ? resolve(api.at(node.get("$ref").asText().substring(1))) : node;
  }

  private static JsonNode json(ApplicationLoadBalancerResponseEvent answer) {
    try {
      return JSON.readTree(answer.getBody());
    } catch (IOException e) {
      throw new AssertionError(answer.getBody(), e);
    }
  }

  private static JsonNode read() {
    Path file = Path.of(System.getProperty("gamekeeper.root"), "functions", "openapi.yaml");
    try (Reader reader = Files.newBufferedReader(file)) {
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      return JSON.valueToTree(document);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
