package io.gamekeeper.oncall.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.oncall.secret.OneSecret;
import io.gamekeeper.oncall.store.Tables;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.FakeContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Calls of on-call's operators' function by its own address; the tables are on DynamoDB Local. */
final class OperatorCalls {
  static final String CONSOLE = "https://ops.example/";
  static final String LINK_KEY = "link-key";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OnCallOperationsHandler handler;
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

  OperatorCalls(FakePlatform platform, String table, String audit) {
    platform.clients.put(DynamoDbClient.class, Tables.dynamo());
    platform.clients.put(CloudWatchClient.class, new NoAlarms());
    platform.clients.put(SecretsManagerClient.class, new OneSecret("key"));
    platform.variables.putAll(
        new OnCallEnvironment("dev", table, "queue", CONSOLE, LINK_KEY).toMap());
    platform.variables.putAll(
        new OperatorEnvironment(
                "dev", false, "1".repeat(12), "arn", "https://k.example", "c", "roles", audit)
            .toMap());
    handler = new OnCallOperationsHandler(platform);
  }

  /** Asks as an operator of that role; the reason is {@code because ü}. */
  Map<String, Object> ask(String role, String method, String path, @Nullable String body) {
    Map<String, Object> http = new HashMap<>(Map.of("http", Map.of("method", method)));
    if (!role.isEmpty()) {
      http.put(
          "authorizer",
          Map.of(
              "iam",
              Map.of(
                  "userArn",
                  "arn:aws:sts::111111111111:assumed-role/gamekeeper-dev-" + role + "/ada")));
    }
    String[] parts = path.split("\\?", 2);
    Map<String, Object> event = new HashMap<>();
    event.put("rawPath", parts[0]);
    event.put("rawQueryString", parts.length == 1 ? "" : parts[1]);
    event.put(
        "headers",
        Map.of("gamekeeper-reason", "because%20%C3%BC", "content-type", "application/json"));
    event.put("body", body);
    event.put("isBase64Encoded", false);
    event.put("requestContext", http);
    return handler.handleRequest(event, new FakeContext("request-" + requests++, null));
  }

  static int status(Map<String, Object> answer) {
    return (int) Objects.requireNonNull(answer.get("statusCode"));
  }

  static JsonNode body(Map<String, Object> answer) {
    try {
      return JSON.readTree(text(answer));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static String text(Map<String, Object> answer) {
    String body = String.valueOf(answer.get("body"));
    return Boolean.TRUE.equals(answer.get("isBase64Encoded"))
        ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
        : body;
  }
}
