package io.gamekeeper.event.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.event.queue.EventCodec;
import io.gamekeeper.event.queue.FakeSqs;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.PlayerTokens;
import io.gamekeeper.testing.Requests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

final class PlayerLogsHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUEUE = "https://sqs/arriving";

  private final FakePlatform platform = new FakePlatform();
  private final FakeSqs sqs = new FakeSqs();
  private final PlayerTokens tokens = new PlayerTokens("key");
  private final ApiDescription api = ApiDescription.read("openapi.yaml");
  private final PlayerLogsHandler handler = handler();

  private PlayerLogsHandler handler() {
    platform.variables.putAll(PlayerTokens.IDENTITY.toMap());
    platform.variables.putAll(
        new EventQueueEnvironment(QUEUE, "https://sqs/ordered.fifo", 3).toMap());
    platform.clients.put(SqsClient.class, sqs);
    platform.web = (request, timeout) -> new WebClient.Response(200, PlayerTokens.keySet(tokens));
    return new PlayerLogsHandler(platform);
  }

  @Test
  void acceptedEventsAreInTheQueueAndRejectedOnesAreNamed() {
    JsonNode answer = post(events(login("e1"), "{\"type\": \"dance\"}", levelUp("e2")), 202);

    assertThat(answer)
        .isEqualTo(
            json(
                "{\"accepted\": 2, \"rejected\": [{\"index\": 1, \"reason\": \"type 'dance' is"
                    + " unknown\"}]}"));
    assertThat(sqs.bodies(QUEUE))
        .singleElement()
        .satisfies(
            body ->
                assertThat(EventCodec.read(body).events())
                    .extracting(event -> event.player() + " " + event.id())
                    .containsExactly("ann e1", "ann e2"));
    assertThat(sqs.sent.getLast())
        .satisfies(
            ordered -> {
              assertThat(ordered.queueUrl()).endsWith("ordered.fifo");
              assertThat(ordered.messageGroupId()).isEqualTo("ann");
            });
  }

  @Test
  void theTraceOfTheRequestGoesOnWithTheMessage() {
    post(events(login("e1")), 202);

    assertThat(sqs.sent)
        .singleElement()
        .extracting(request -> request.messageSystemAttributesAsStrings().get("AWSTraceHeader"))
        .extracting(attribute -> attribute.stringValue())
        .asString()
        .startsWith("Root=1-5c536348-3d683b8b04734faae651f476;Parent=");
  }

  @Test
  void whatTheQueueDoesNotConfirmIsAnswered503() {
    sqs.away.add("/arriving");
    assertThat(post(events(login("e1")), 503).path("status").asInt()).isEqualTo(503);

    sqs.away.clear();
    sqs.away.add("ordered.fifo");
    post(events(login("e1"), levelUp("e2")), 503);
    post(events(login("e1")), 202);
  }

  @Test
  void sendersAreToldToWaitWhileTheQueueIsFull() {
    for (int i = 0; i < 3; i++) {
      post(events(login("e" + i)), 202);
    }
    platform.time.advance(Duration.ofSeconds(10));

    ApplicationLoadBalancerResponseEvent full = send(events(login("e9")), true);
    assertThat(full.getStatusCode()).isEqualTo(429);
    assertThat(full.getMultiValueHeaders().get("Retry-After")).containsExactly("10");
    assertThat(sqs.bodies(QUEUE)).hasSize(3);
  }

  @Test
  void aRequestThatCannotBeReadTakesNothing() {
    post("{}", 400);
    post("{\"events\": []}", 400);
    post("{\"events\": 7}", 400);
    post("{\"events\": [1], \"more\": 2}", 400);
    post("nothing", 400);
    post("{\"events\": [" + "[".repeat(500) + "]".repeat(500) + "]}", 400);
    post("{\"events\": [\"" + "x".repeat(300_000) + "\"]}", 413);
    assertThat(send(events(login("e1")), false).getStatusCode()).isEqualTo(401);
    assertThat(sqs.sent).isEmpty();
  }

  private JsonNode post(String body, int status) {
    ApplicationLoadBalancerResponseEvent answer = send(body, true);
    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(status);
    JsonNode json = json(answer.getBody());
    assertThat(
            api.faults(
                "post",
                "/v1/logs",
                status,
                status < 400 ? "application/json" : "application/problem+json",
                json))
        .isEmpty();
    return json;
  }

  private ApplicationLoadBalancerResponseEvent send(String body, boolean known) {
    Map<String, String> headers =
        known
            ? Map.of(
                "content-type",
                "application/json",
                "authorization",
                tokens.bearer("ann", platform.time.instant()))
            : Map.of("content-type", "application/json");
    return handler.handleRequest(
        Requests.event("POST", "/v1/logs", Map.of(), headers, body),
        platform.invocation(TimeLimit.PLAYER));
  }

  private String login(String id) {
    return "{\"id\": \"%s\", \"type\": \"login\", \"at\": \"%s\"}"
        .formatted(id, platform.time.instant());
  }

  private String levelUp(String id) {
    return "{\"id\": \"%s\", \"type\": \"level_up\", \"at\": \"%s\", \"data\": {\"level\": 2}}"
        .formatted(id, platform.time.instant());
  }

  private static String events(String... events) {
    return "{\"events\": " + List.of(events) + "}";
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
