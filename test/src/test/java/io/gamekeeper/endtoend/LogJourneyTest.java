package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.SavedQuery;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryDefinition;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;

/** The saved queries of the templates, asked of what functions and servers really log. */
@ExtendWith(SharedStage.class)
final class LogJourneyTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/LogReader";

  private final Api api;
  private final CloudWatchLogsClient logs;

  LogJourneyTest(SharedStage.Running stage) throws Exception {
    this.api = stage.api();
    this.logs = client(stage.ground());
  }

  private static CloudWatchLogsClient client(Ground ground) throws Exception {
    ObjectMapper json = new ObjectMapper();
    ground
        .roles()
        .createRole(
            ROLE,
            "LogReader",
            Policy.parse(
                "trust",
                json.readTree(
                    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    ground
        .roles()
        .attach(
            "LogReader",
            Policy.parse(
                "policy",
                json.readTree(
                    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"logs:*\",\"Resource\":\"*\"}}")));
    return ground
        .world()
        .client(
            new FunctionIdentity(
                "Reader", "reader", ground.roles().role(ROLE).orElseThrow(), List.of()),
            CloudWatchLogsClient.class);
  }

  @Test
  void theSavedQueriesFindWhatHappened() {
    api.submit("logged", "arena", 7).ok();
    String refused = api.submit("logged", "arena", -1).problem(422).path("instance").asText();

    Map<String, QueryDefinition> queries = new TreeMap<>();
    logs.describeQueryDefinitions(all -> all.queryDefinitionNamePrefix(SavedQuery.folder("dev")))
        .queryDefinitions()
        .forEach(query -> queries.put(query.name(), query));

    assertThat(queries.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(SavedQuery.values()).map(query -> query.nameIn("dev")).toList());
    queries.values().forEach(query -> ask(query, query.queryString()));
    assertThat(rows(queries, SavedQuery.REFUSED_REQUESTS))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("service", "scores")
                    .containsEntry("method", "POST")
                    .containsEntry("route", "/v1/leaderboards/{board}/scores")
                    .containsEntry("status", "422")
                    .containsKeys("times", "last", "problem", "reason"));
    assertThat(rows(queries, SavedQuery.SLOWEST_REQUESTS))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsKeys("@timestamp", "@log", "milliseconds", "requestId")
                    .containsEntry("outcome", "success"));
    assertThat(rows(queries, SavedQuery.FUNCTION_MEMORY))
        .anySatisfy(row -> assertThat(row).containsKeys("invocations", "givenMB", "p95"));
    assertThat(rows(queries, SavedQuery.COLD_STARTS))
        .anySatisfy(row -> assertThat(row).containsKeys("starts", "mean", "hour"));
    assertThat(rows(queries, SavedQuery.SERVER_LIFE))
        .anySatisfy(row -> assertThat(row).containsEntry("message", "ready"));
    QueryDefinition oneRequest = of(queries, SavedQuery.ONE_REQUEST);
    assertThat(
            ask(
                oneRequest,
                oneRequest.queryString().replace("1-00000000-000000000000000000000000", refused)))
        .extracting(row -> row.getOrDefault("message", ""))
        .contains("Request refused");
  }

  private List<Map<String, String>> rows(Map<String, QueryDefinition> queries, SavedQuery query) {
    return ask(of(queries, query), query.text());
  }

  private static QueryDefinition of(Map<String, QueryDefinition> queries, SavedQuery query) {
    return Stream.of(queries.get(query.nameIn("dev"))).findAny().orElseThrow();
  }

  private List<Map<String, String>> ask(QueryDefinition query, String text) {
    Instant now = Instant.now();
    String id =
        logs.startQuery(
                start ->
                    start
                        .logGroupNames(query.logGroupNames())
                        .queryString(text)
                        .startTime(now.minus(Duration.ofHours(1)).getEpochSecond())
                        .endTime(now.plusSeconds(1).getEpochSecond()))
            .queryId();
    GetQueryResultsResponse results =
        await()
            .until(
                () -> logs.getQueryResults(get -> get.queryId(id)),
                answer -> answer.status() != QueryStatus.RUNNING);
    assertThat(results.status()).as(query.name()).isEqualTo(QueryStatus.COMPLETE);
    return results.results().stream().map(LogJourneyTest::row).toList();
  }

  private static Map<String, String> row(List<ResultField> fields) {
    Map<String, String> row = new LinkedHashMap<>();
    fields.forEach(field -> row.put(field.field(), field.value()));
    return row;
  }
}
