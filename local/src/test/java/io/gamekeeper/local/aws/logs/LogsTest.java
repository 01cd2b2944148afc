package io.gamekeeper.local.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

final class LogsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Scores': {'Type': 'AWS::Logs::LogGroup', 'Properties': {
          'LogGroupName': '/game/scores', 'RetentionInDays': 30}},
        'Other': {'Type': 'AWS::Logs::LogGroup', 'Properties': {'LogGroupName': '/game/other'}},
        'Errors': {'Type': 'AWS::Logs::QueryDefinition', 'Properties': {
          'Name': 'game/errors', 'LogGroupNames': [{'Ref': 'Scores'}],
          'QueryString': 'filter level = 1'}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Resources resources;
  private final CloudWatchLogsClient client;

  LogsTest() throws Exception {
    services.add(new Logs(time.ground()));
    resources = Provisioning.provision(services.resourceTypes(), TEMPLATE);
    client = client("Reader", "logs:*", "*");
  }

  @AfterEach
  void close() {
    resources.close();
    time.close();
  }

  private CloudWatchLogsClient client(String name, String action, String resource)
      throws Exception {
    AccessControl roles = time.ground().roles();
    String arn = "arn:aws:iam::000000000000:role/" + name;
    roles.createRole(
        arn,
        name,
        Policy.parse(
            "trust",
            JSON.readTree("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    roles.attach(
        name,
        Policy.parse(
            "policy",
            JSON.readTree(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"%s\"}}"
                    .formatted(action, resource))));
    return time.ground()
        .world()
        .client(
            new FunctionIdentity(name, name, roles.role(arn).orElseThrow(), List.of()),
            CloudWatchLogsClient.class);
  }

  private void log(String group, String stream, String line) {
    time.ground().logs().append(group, stream, line);
    time.advance(Duration.ofSeconds(1));
  }

  @Test
  void groupsAreListedWithTheirRetentionPageByPage() {
    log("/game/scores", "a", "12345");

    assertThat(client.describeLogGroupsPaginator(all -> all.limit(1)).logGroups())
        .extracting(LogGroup::logGroupName, LogGroup::retentionInDays, LogGroup::storedBytes)
        .containsExactly(tuple("/game/other", null, 0L), tuple("/game/scores", 30, 5L));
    assertThat(client.describeLogGroups(all -> all.logGroupNamePrefix("/game/s")).logGroups())
        .extracting(LogGroup::arn)
        .containsExactly("arn:aws:logs:eu-central-1:000000000000:log-group:/game/scores:*");
  }

  @Test
  void linesOlderThanTheRetentionAreGone() {
    log("/game/scores", "a", "old");
    log("/game/other", "a", "kept");
    time.advance(Duration.ofDays(29));
    log("/game/scores", "a", "newer");
    time.advance(Duration.ofDays(1));

    assertThat(messages(client.filterLogEvents(all -> all.logGroupName("/game/scores"))))
        .containsExactly("newer");
    assertThat(messages(client.filterLogEvents(all -> all.logGroupName("/game/other"))))
        .containsExactly("kept");
    assertThat(client.describeLogGroups().logGroups().getLast().storedBytes()).isEqualTo(5);
  }

  @Test
  void eventsOfAllStreamsComeByTimeAndPageByPage() {
    for (int i = 0; i < 5; i++) {
      log("/game/scores", "stream" + i % 2, "line " + i);
    }
    Instant start = LedTime.START;

    assertThat(
            client
                .filterLogEventsPaginator(
                    all ->
                        all.logGroupIdentifier(
                                "arn:aws:logs:eu-central-1:000000000000:log-group:/game/scores")
                            .startTime(start.plusSeconds(1).toEpochMilli())
                            .endTime(start.plusSeconds(3).toEpochMilli())
                            .limit(2))
                .events())
        .extracting(FilteredLogEvent::message, FilteredLogEvent::logStreamName)
        .containsExactly(
            tuple("line 1", "stream1"), tuple("line 2", "stream0"), tuple("line 3", "stream1"));
    assertThat(
            messages(
                client.filterLogEvents(
                    all -> all.logGroupName("/game/scores").filterPattern("?2 ?4"))))
        .containsExactly("line 2", "line 4");
    assertThat(
            messages(
                client.filterLogEvents(
                    all -> all.logGroupName("/game/scores").logStreamNamePrefix("stream1"))))
        .containsExactly("line 1", "line 3");
  }

  private static List<String> messages(FilterLogEventsResponse response) {
    return response.events().stream().map(FilteredLogEvent::message).toList();
  }

  @Test
  void aQueryRunsBesideItsCaller() {
    log("/game/scores", "a", "{\"level\":\"ERROR\",\"message\":\"x\"}");
    log("/game/other", "b", "{\"level\":\"INFO\"}");
    String id =
        client
            .startQuery(
                all ->
                    all.logGroupNames("/game/scores", "/game/other")
                        .startTime(LedTime.START.getEpochSecond())
                        .endTime(LedTime.START.getEpochSecond())
                        .queryString("fields level, @log | filter ispresent(level)"))
            .queryId();

    assertThat(results(id).status()).isEqualTo(QueryStatus.RUNNING);
    assertThat(results(id).results()).isEmpty();
    time.advance(Duration.ofSeconds(1));

    GetQueryResultsResponse results = results(id);
    assertThat(results.status()).isEqualTo(QueryStatus.COMPLETE);
    assertThat(results.results()).hasSize(1);
    assertThat(results.results().getFirst())
        .extracting(field -> field.field() + "=" + field.value())
        .startsWith("level=ERROR", "@log=000000000000:/game/scores");
    assertThat(results.statistics().recordsScanned()).isEqualTo(1);
    assertThat(results.statistics().recordsMatched()).isEqualTo(1);
    assertThat(results.statistics().bytesScanned()).isEqualTo(31);
  }

  private GetQueryResultsResponse results(String id) {
    return client.getQueryResults(get -> get.queryId(id));
  }

  private String start(String query) {
    return client
        .startQuery(
            all -> all.logGroupName("/game/scores").startTime(0L).endTime(9L).queryString(query))
        .queryId();
  }

  @Test
  void aQueryThatIsStoppedHasNoResults() {
    String id = start("fields @message");
    client.stopQuery(stop -> stop.queryId(id));
    time.advance(Duration.ofSeconds(1));

    assertThat(results(id).status()).isEqualTo(QueryStatus.CANCELLED);
    assertThatThrownBy(() -> client.stopQuery(stop -> stop.queryId(id)))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("is not running");
  }

  @Test
  void aHundredQueriesRunAtOnce() {
    for (int i = 0; i < 100; i++) {
      start("limit 1");
    }

    assertThatThrownBy(() -> start("limit 1")).isInstanceOf(LimitExceededException.class);
    time.advance(Duration.ofSeconds(1));
    start("limit 1");
  }

  @Test
  void whatIsFalseIsRefusedAsOnAws() {
    assertThatThrownBy(() -> start("fields a | filter b"))
        .isInstanceOfSatisfying(
            MalformedQueryException.class,
            e -> {
              assertThat(e.queryCompileError().location().startCharOffset()).isEqualTo(18);
              assertThat(e.queryCompileError().message()).contains("has b where it needs");
            });
    assertThatThrownBy(() -> client.filterLogEvents(all -> all.logGroupName("/game/none")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(
            () ->
                client.startQuery(
                    all ->
                        all.logGroupNames("/game/none").startTime(0L).endTime(1L).queryString("x")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(
            () -> client.startQuery(all -> all.startTime(0L).endTime(1L).queryString("limit 1")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(
            () ->
                client.filterLogEvents(
                    all -> all.logGroupName("/game/scores").filterPattern("[a, b]")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("columns in [ ]");
    assertThatThrownBy(
            () ->
                client.filterLogEvents(all -> all.logGroupName("/game/scores").nextToken("token")))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> results("none")).isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> client.describeLogGroups(all -> all.logGroupNamePattern("x")))
        .isInstanceOf(NotSimulatedException.class)
        .hasMessageContaining("logGroupNamePattern");
  }

  @Test
  void savedQueriesAreListedByPrefix() {
    assertThat(
            client
                .describeQueryDefinitions(all -> all.queryDefinitionNamePrefix("game/"))
                .queryDefinitions())
        .singleElement()
        .satisfies(
            query -> {
              assertThat(query.name()).isEqualTo("game/errors");
              assertThat(query.queryString()).isEqualTo("filter level = 1");
              assertThat(query.logGroupNames()).containsExactly("/game/scores");
            });
    assertThat(
            client
                .describeQueryDefinitions(all -> all.queryDefinitionNamePrefix("none"))
                .queryDefinitions())
        .isEmpty();
  }

  @Test
  void aSavedQueryThatTheStageDoesNotRunFailsTheStart() {
    refused("filter level = 1", "pattern @message", "has pattern where it needs one of");
    refused("{'Ref': 'Scores'}", "'/game/none'", "has /game/none, which no template declares");
  }

  private void refused(String text, String by, String problem) {
    assertThat(TEMPLATE).contains(text);
    Services fresh = new Services(time.ground());
    fresh.add(new Logs(time.ground()));
    assertThatThrownBy(
            () -> Provisioning.provision(fresh.resourceTypes(), TEMPLATE.replace(text, by)))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aRoleReadsTheGroupsThatItsPolicyNames() throws Exception {
    String group = "arn:aws:logs:eu-central-1:000000000000:log-group:/game/scores";
    CloudWatchLogsClient ofOne = client("OfOne", "logs:*", group + ":*");
    ofOne.filterLogEvents(all -> all.logGroupName("/game/scores"));
    ofOne.startQuery(
        all -> all.logGroupName("/game/scores").startTime(0L).endTime(1L).queryString("limit 1"));

    denied(
        () ->
            ofOne.startQuery(
                all ->
                    all.logGroupNames("/game/scores", "/game/other")
                        .startTime(0L)
                        .endTime(1L)
                        .queryString("limit 1")),
        "logs:StartQuery");
    denied(() -> ofOne.describeLogGroups(), "logs:DescribeLogGroups");
    denied(
        () -> ofOne.describeQueryDefinitions(all -> all.maxResults(1)),
        "logs:DescribeQueryDefinitions");
    CloudWatchLogsClient withoutStar = client("WithoutStar", "logs:*", group);
    denied(
        () -> withoutStar.filterLogEvents(all -> all.logGroupName("/game/scores")),
        "logs:FilterLogEvents");
  }

  private static void denied(ThrowingCallable call, String action) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CloudWatchLogsException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
        .hasMessageContaining(action);
  }
}
