package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.contract.event.PlayerTable;
import io.gamekeeper.local.observe.MetricName;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Players' events on the running stage: its templates, roles, zips, queues and tables. */
@ExtendWith(SharedStage.class)
final class EventJourneyTest {
  private static final Duration HANDLED_WITHIN = Duration.ofSeconds(90);

  private final SharedStage.Running stage;
  private final Api api;

  EventJourneyTest(SharedStage.Running stage) {
    this.stage = stage;
    this.api = stage.api();
  }

  @Test
  void acceptedEventsAreInThePlayersLogOnceHoweverOftenTheyAreSent() {
    ObjectNode body = batch("log", 12);
    JsonNode first = post("events-log", body.toString());
    post("events-log", body.toString());

    assertThat(first.path("accepted").asInt()).isEqualTo(12);
    await("all events in the log")
        .atMost(HANDLED_WITHIN)
        .untilAsserted(() -> assertThat(ids("events-log")).hasSize(12));
    post("events-log", batch("after", 1).toString());
    await("what came later").atMost(HANDLED_WITHIN).until(() -> ids("events-log").size() > 12);
    assertThat(ids("events-log")).hasSize(13).doesNotHaveDuplicates();
    assertThat(new HashSet<>(ids("events-log"))).contains("log-0", "log-11", "after-0");
  }

  @Test
  void theLevelThatWasReachedLastIsNoted() {
    String table = table("Data-Players");
    for (int level = 2; level <= 9; level++) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      ObjectNode event = body.putArray("events").addObject();
      event.put("type", "level_up").put("at", Instant.now().toString());
      event.putObject("data").put("level", level);
      post("events-level", body.toString());
    }

    await("the last level")
        .atMost(HANDLED_WITHIN)
        .untilAsserted(
            () ->
                assertThat(
                        stage
                            .dynamo()
                            .getItem(
                                get ->
                                    get.tableName(table)
                                        .key(
                                            Map.of(
                                                PlayerTable.PARTITION_KEY,
                                                AttributeValue.fromS("events-level"))))
                            .item())
                    .containsEntry(PlayerTable.LEVEL, AttributeValue.fromN("9")));
  }

  @Test
  void whatPlayersDoIsCountedOnce() {
    MetricName matches = metric(GameMetric.MATCHES);
    double before = stage.sum(matches);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode events = body.putArray("events");
    for (int i = 0; i < 3; i++) {
      events
          .addObject()
          .put("id", "match-" + i)
          .put("type", "match")
          .put("at", Instant.now().toString())
          .putObject("data")
          .put("match_id", "m" + i)
          .put("result", "win");
    }
    post("events-count", body.toString());
    post("events-count", body.toString());

    await("the count")
        .atMost(HANDLED_WITHIN)
        .untilAsserted(
            () -> {
              assertThat(stage.sum(matches) - before).isEqualTo(3);
              assertThat(ids("events-count")).hasSize(3);
            });
  }

  @Test
  void badInputIsRefusedAndNeverAFault() {
    for (String body :
        List.of("", "[]", "{}", "{\"events\":{}}", "{\"events\":[]}", "{\"events\":null}", "{")) {
      send("events-bad", body).problem(400);
    }
    send("events-bad", "{\"events\":[" + "1,".repeat(100) + "1]}").problem(400);
    send("events-bad", "{\"events\":[\"" + "x".repeat(270_000) + "\"]}").problem(413);
    JsonNode answer = post("events-bad", "{\"events\":[1,\"x\",[[[]]],{\"type\":\"nope\"},{}]}");
    assertThat(answer.path("accepted").asInt()).isZero();
    assertThat(answer.path("rejected")).hasSize(5);
    assertThat(
            api.send(
                    api.request("/v1/logs")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .status())
        .isEqualTo(401);
  }

  private JsonNode post(String player, String body) {
    Api.Answer answer = send(player, body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    return answer.json();
  }

  private Api.Answer send(String player, String body) {
    return api.send(
        api.request("/v1/logs")
            .header("Authorization", api.bearer(player))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static ObjectNode batch(String name, int events) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode all = body.putArray("events");
    for (int i = 0; i < events; i++) {
      all.addObject()
          .put("id", name + "-" + i)
          .put("type", "login")
          .put("at", Instant.now().toString())
          .putObject("data")
          .put("unknown", i);
    }
    return body;
  }

  private List<String> ids(String player) {
    String table = table("Data-EventLog");
    List<String> ids = new ArrayList<>();
    for (int shard = 0; shard < EventLogTable.SHARDS; shard++) {
      String partition = player + "#" + shard;
      stage
          .dynamo()
          .query(
              query ->
                  query
                      .tableName(table)
                      .consistentRead(true)
                      .keyConditionExpression("#pk = :pk")
                      .expressionAttributeNames(Map.of("#pk", EventLogTable.PARTITION_KEY))
                      .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition))))
          .items()
          .forEach(
              item ->
                  ids.add(
                      item.getOrDefault(EventLogTable.SORT_KEY, AttributeValue.fromS("#"))
                          .s()
                          .split("#", 2)[1]));
    }
    return ids;
  }

  /** Returns the stage's table whose name contains that. */
  private String table(String words) {
    return stage.dynamo().listTables().tableNames().stream()
        .filter(name -> name.contains(words))
        .findAny()
        .orElseThrow();
  }

  private static MetricName metric(GameMetric metric) {
    return new MetricName(
        "Gamekeeper/dev",
        metric.metricName(),
        Map.of(GameMetric.SERVICE, GameFunction.EVENT_LISTENERS.functionName()));
  }
}
