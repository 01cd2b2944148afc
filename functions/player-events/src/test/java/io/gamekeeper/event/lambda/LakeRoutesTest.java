package io.gamekeeper.event.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.contract.event.LakeQuery;
import io.gamekeeper.contract.event.LakeQueryEnvironment;
import io.gamekeeper.event.Events;
import io.gamekeeper.event.store.Tables;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.VirtualTime;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What operators ask the lake; the audit is on DynamoDB Local. On the stage queries really run. */
final class LakeRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUERIES = "/ops/v1/lake/queries";
  private static final String RUN = "/ops/v1/lake/runs/r1";
  private static final String ONE_DAY =
      "{\"parameters\":{\"from\":\"2026-11-30\",\"to\":\"2026-11-30\"}}";

  private final ApiDescription api = ApiDescription.read("operations.yaml");
  private final FakeAthena athena = new FakeAthena();
  private final Output output = new Output();
  private String audit = "";
  private int requests;

  /** An Athena with one run, {@code r1}. */
  private static final class FakeAthena implements AthenaClient {
    private final List<StartQueryExecutionRequest> started = new ArrayList<>();
    private final List<GetQueryResultsRequest> read = new ArrayList<>();
    private String workgroup = "gamekeeper-dev";
    private QueryExecutionState state = QueryExecutionState.SUCCEEDED;
    private @Nullable String reason;
    private @Nullable RuntimeException failure;
    private boolean kept = true;

    @Override
    public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
      fail();
      started.add(request);
      return StartQueryExecutionResponse.builder().queryExecutionId("r1").build();
    }

    @Override
    public GetQueryExecutionResponse getQueryExecution(GetQueryExecutionRequest request) {
      fail();
      if (!request.queryExecutionId().equals("r1")) {
        throw InvalidRequestException.builder().message("was not found").build();
      }
      return GetQueryExecutionResponse.builder()
          .queryExecution(
              run ->
                  run.queryExecutionId("r1")
                      .query(LakeQuery.TOP_ITEMS.text())
                      .workGroup(workgroup)
                      .status(
                          status ->
                              status
                                  .state(state)
                                  .stateChangeReason(reason)
                                  .submissionDateTime(Events.AT))
                      .statistics(statistics -> statistics.dataScannedInBytes(4711L)))
          .build();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
      if (!kept
          || !List.of("", "2").contains(Objects.requireNonNullElse(request.nextToken(), ""))) {
        throw InvalidRequestException.builder().message("no such rows").build();
      }
      read.add(request);
      List<Row> rows =
          request.nextToken() == null
              ? List.of(row("item", "times"), row("sword", "12"))
              : List.of(row(null, "3"));
      return GetQueryResultsResponse.builder()
          .nextToken(request.nextToken() == null ? "2" : null)
          .resultSet(
              result ->
                  result
                      .rows(rows)
                      .resultSetMetadata(
                          data ->
                              data.columnInfo(
                                  ColumnInfo.builder().name("item").build(),
                                  ColumnInfo.builder().name("times").build())))
          .build();
    }

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }

    private static Row row(@Nullable String... values) {
      return Row.builder()
          .data(Stream.of(values).map(each -> Datum.builder().varCharValue(each).build()).toList())
          .build();
    }

    @Override
    public String serviceName() {
      return "athena";
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void makeTables() {
    audit = Tables.audit();
  }

  @AfterEach
  void stop() {
    output.close();
  }

  @Test
  void everyNamedQueryIsListedWithWhatItNeeds() {
    JsonNode answer = body(ask("viewer", "GET", QUERIES, "", null));

    assertThat(answer.path("queries").findValuesAsText("question"))
        .containsExactlyElementsOf(Stream.of(LakeQuery.values()).map(LakeQuery::question).toList());
    JsonNode timeline = answer.at("/queries/2");
    assertThat(timeline.path("name").asText()).isEqualTo("player-timeline");
    assertThat(timeline.at("/parameters/0/type").asText()).isEqualTo("time");
    assertThat(timeline.at("/parameters/2").toString())
        .isEqualTo("{\"name\":\"player\",\"type\":\"text\",\"takes\":\"a text\"}");
    assertThat(api.faults("get", QUERIES, 200, "application/json", answer)).isEmpty();
  }

  @Test
  void aRunIsStartedWithLiteralsInTheStagesWorkgroup() {
    Map<String, Object> answer =
        start(
            "player-timeline",
            "{\"parameters\":{\"from\":\"2026-11-30\",\"to\":\"2026-12-01\",\"player\":\"x' OR '1'='1\"}}");

    assertThat(status(answer)).isEqualTo(202);
    assertThat(body(answer).path("id").asText()).isEqualTo("r1");
    assertThat(api.faults("post", QUERIES + "/{name}/runs", 202, "application/json", body(answer)))
        .isEmpty();
    assertThat(athena.started)
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.queryString()).isEqualTo(LakeQuery.PLAYER_TIMELINE.text());
              assertThat(asked.executionParameters()).last().isEqualTo("'x'' OR ''1''=''1'");
              assertThat(asked.workGroup()).isEqualTo("gamekeeper-dev");
              assertThat(asked.queryExecutionContext().database()).isEqualTo("gamekeeper_dev");
            });
  }

  @Test
  void whoAsksIsWrittenDownWithWhatAndWhy() {
    start("top-items", ONE_DAY);

    assertThat(Tables.items(audit))
        .hasSize(2)
        .allSatisfy(
            entry ->
                assertThat(entry.toString())
                    .contains("/ops/v1/lake/queries/top-items/runs", "because", "ada"))
        .anySatisfy(entry -> assertThat(entry.toString()).contains("2026-11-30"))
        .anySatisfy(entry -> assertThat(entry.toString()).contains("r1"));
  }

  @Test
  void whoSaysNoReasonStartsNothing() {
    Map<String, Object> event = event("planner", "POST", QUERIES + "/top-items/runs", "", ONE_DAY);
    event.put("headers", Map.of("content-type", "application/json"));

    assertThat(status(handler().handleRequest(event, request()))).isEqualTo(400);
    assertThat(athena.started).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                       | top-items needs from; give from (a day such as 2026-11-30), to (a day such as 2026-11-30)
          {"parameters":null}                                      | top-items needs from; give from (a day such as 2026-11-30), to (a day such as 2026-11-30)
          {"parameters":{"from":"2026-11-30"}}                     | top-items needs to; give from (a day such as 2026-11-30), to (a day such as 2026-11-30)
          {"parameters":{"from":"2026-11-30","to":null}}           | top-items needs to; give from (a day such as 2026-11-30), to (a day such as 2026-11-30)
          {"parameters":{"from":"2026-11-30","to":"x","player":"p"}} | top-items has no parameter player; it has from, to; give from (a day such as 2026-11-30), to (a day such as 2026-11-30)
          """)
  void whatIsMissingOrWrongIsSaid(String body, String detail) {
    Map<String, Object> answer = start("top-items", body);

    assertThat(status(answer)).isEqualTo(400);
    assertThat(body(answer).path("detail").asText()).isEqualTo(detail);
    assertThat(athena.started).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{\"parameters\":[]}",
        "{\"parameters\":{\"from\":1}}",
        "{\"query\":\"SELECT 1\"}"
      })
  void whatIsNoRequestIsRefused(String body) {
    assertThat(status(start("top-items", body))).isEqualTo(400);
    assertThat(athena.started).isEmpty();
  }

  @Test
  void anUnknownQueryHearsWhichThereAre() {
    Map<String, Object> answer = start("SELECT%201", ONE_DAY);

    assertThat(status(answer)).isEqualTo(404);
    assertThat(body(answer).path("detail").asText())
        .startsWith("the lake has no query 'SELECT 1'; it has events-by-hour, players-by-day");
    assertThat(athena.started).isEmpty();
  }

  @Test
  void rowsComePageByPageWithoutTheNamesOfTheColumns() {
    JsonNode first = body(look("limit=1"));
    JsonNode second = body(look("limit=1&cursor=" + first.path("next").asText()));

    assertThat(first.path("state").asText()).isEqualTo("succeeded");
    assertThat(first.path("query").asText()).isEqualTo("top-items");
    assertThat(first.path("scannedBytes").asLong()).isEqualTo(4711);
    assertThat(first.path("columns").toString()).isEqualTo("[\"item\",\"times\"]");
    assertThat(first.path("rows").toString()).isEqualTo("[[\"sword\",\"12\"]]");
    assertThat(second.path("rows").toString()).isEqualTo("[[null,\"3\"]]");
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(athena.read).extracting(GetQueryResultsRequest::maxResults).containsExactly(2, 1);
    for (JsonNode page : List.of(first, second)) {
      assertThat(api.faults("get", "/ops/v1/lake/runs/{run}", 200, "application/json", page))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = QueryExecutionState.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SUCCEEDED", "UNKNOWN_TO_SDK_VERSION"})
  void aRunThatHasNotSucceededHasNoRows(QueryExecutionState state) {
    athena.state = state;
    athena.reason = "PERMISSION_DENIED: no";

    JsonNode run = body(look(""));

    assertThat(run.path("state").asText()).isEqualToIgnoringCase(state.toString());
    assertThat(run.path("reason").asText()).isEqualTo("PERMISSION_DENIED: no");
    assertThat(run.path("rows")).isEmpty();
    assertThat(athena.read).isEmpty();
  }

  @Test
  void aRunOfAnotherWorkgroupIsNotThere() {
    athena.workgroup = "gamekeeper-prod";
    assertThat(status(look(""))).isEqualTo(404);

    athena.failure =
        AthenaException.builder()
            .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDeniedException").build())
            .statusCode(400)
            .build();
    assertThat(status(look(""))).isEqualTo(404);
    assertThat(athena.read).isEmpty();
  }

  @Test
  void whatIsNotKeptIsNotFoundAndACursorOfNoPageRefused() {
    assertThat(status(look("cursor=x"))).isEqualTo(400);
    assertThat(status(look("limit=501"))).isEqualTo(400);
    assertThat(status(ask("planner", "GET", "/ops/v1/lake/runs/r2", "", null))).isEqualTo(404);

    athena.kept = false;
    assertThat(status(look(""))).isEqualTo(404);
  }

  @Test
  void whenAthenaIsBusyOneMayComeAgain() {
    athena.failure =
        TooManyRequestsException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode("TooManyRequestsException").build())
            .statusCode(400)
            .build();

    assertThat(status(look(""))).isEqualTo(503);
    assertThat(status(start("top-items", ONE_DAY))).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"viewer", "approver", "on-call"})
  void onlyPlannersAsk(String role) {
    assertThat(status(ask(role, "POST", QUERIES + "/top-items/runs", "", ONE_DAY))).isEqualTo(403);
    assertThat(status(ask(role, "GET", RUN, "", null))).isEqualTo(403);
    assertThat(status(ask(role, "GET", QUERIES, "", null))).isEqualTo(200);
    assertThat(athena.started).isEmpty();
  }

  private Map<String, Object> start(String query, String body) {
    return ask("planner", "POST", QUERIES + "/" + query + "/runs", "", body);
  }

  private Map<String, Object> look(String query) {
    return ask("planner", "GET", RUN, query, null);
  }

  private Map<String, Object> ask(
      String role, String method, String path, String query, @Nullable String body) {
    return handler().handleRequest(event(role, method, path, query, body), request());
  }

  private FakeContext request() {
    return new FakeContext("request-" + requests++, null);
  }

  private static Map<String, Object> event(
      String role, String method, String path, String query, @Nullable String body) {
    Map<String, Object> event = new HashMap<>();
    event.put("rawPath", path);
    event.put("rawQueryString", query);
    event.put(
        "headers", Map.of("gamekeeper-reason", "because", "content-type", "application/json"));
    event.put("body", body);
    event.put("isBase64Encoded", false);
    event.put(
        "requestContext",
        Map.of(
            "http",
            Map.of("method", method),
            "authorizer",
            Map.of(
                "iam",
                Map.of(
                    "userArn",
                    "arn:aws:sts::111111111111:assumed-role/gamekeeper-dev-" + role + "/ada"))));
    return event;
  }

  private EventOperationsHandler handler() {
    FakePlatform platform = new FakePlatform(new VirtualTime(Events.AT));
    platform.clients.put(DynamoDbClient.class, Tables.dynamo());
    platform.clients.put(AthenaClient.class, athena);
    platform.clients.put(
        SqsClient.class,
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SqsClient.class},
            (_, method, _) -> {
              throw new AssertionError(method);
            }));
    platform.variables.putAll(new EventStoreEnvironment("log", "players", 30).toMap());
    platform.variables.putAll(new ErasureEnvironment("erasures").toMap());
    platform.variables.putAll(new PlayerFiguresEnvironment("figures").toMap());
    platform.variables.putAll(
        new LakeQueryEnvironment("gamekeeper-dev", "gamekeeper_dev", "s3://e/", "s3://r/").toMap());
    EventQueueEnvironment queues = new EventQueueEnvironment("q", "o.fifo", 100);
    platform.variables.putAll(
        new EventOperationsEnvironment(queues, new EventRetryEnvironment("r", "d"), "od.fifo")
            .toMap());
    platform.variables.putAll(
        new OperatorEnvironment(
                "dev", false, "1".repeat(12), "arn", "https://k.example", "c", "roles", audit)
            .toMap());
    return new EventOperationsHandler(platform);
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
