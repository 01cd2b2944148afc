package io.gamekeeper.console.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.console.logs.LogViews.Search;
import io.gamekeeper.console.logs.LogViews.Tail;
import io.gamekeeper.contract.SavedQuery;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryCompileError;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryDefinition;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ThrottlingException;

final class LogViewsTest {
  private static final Instant NOW = VirtualTime.START;
  private static final String GROUP = "/gamekeeper/dev/scores";

  private final VirtualTime time = new VirtualTime();
  private final FakeLogs logs = new FakeLogs();
  private final LogViews views = new LogViews(logs, time, time::advance, "dev");

  /** CloudWatch Logs that answers what a test has put there. */
  private static final class FakeLogs implements CloudWatchLogsClient {
    private final List<LogGroup> groups = new ArrayList<>();
    private final Deque<FilterLogEventsResponse> pages = new ArrayDeque<>();
    private final List<FilterLogEventsRequest> filtered = new ArrayList<>();
    private final Deque<GetQueryResultsResponse> results = new ArrayDeque<>();
    private final List<StartQueryRequest> started = new ArrayList<>();
    private @Nullable RuntimeException failure;

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public DescribeLogGroupsResponse describeLogGroups(DescribeLogGroupsRequest request) {
      fail();
      return DescribeLogGroupsResponse.builder()
          .logGroups(
              groups.stream()
                  .filter(group -> group.logGroupName().startsWith(request.logGroupNamePrefix()))
                  .toList())
          .build();
    }

    @Override
    public FilterLogEventsResponse filterLogEvents(FilterLogEventsRequest request) {
      fail();
      filtered.add(request);
      return pages.remove();
    }

    @Override
    public DescribeQueryDefinitionsResponse describeQueryDefinitions(
        DescribeQueryDefinitionsRequest request) {
      assertThat(request.queryDefinitionNamePrefix()).isEqualTo("gamekeeper-dev/");
      return request.nextToken() == null
          ? definitions("gamekeeper-dev/errors", "filter level = 1", "more")
          : definitions("gamekeeper-dev/mine", "limit 1", null);
    }

    private static DescribeQueryDefinitionsResponse definitions(
        String name, String query, @Nullable String next) {
      return DescribeQueryDefinitionsResponse.builder()
          .queryDefinitions(
              QueryDefinition.builder().name(name).queryString(query).logGroupNames(GROUP).build())
          .nextToken(next)
          .build();
    }

    @Override
    public StartQueryResponse startQuery(StartQueryRequest request) {
      fail();
      started.add(request);
      return StartQueryResponse.builder().queryId("q1").build();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
      fail();
      assertThat(request.queryId()).isEqualTo("q1");
      return results.size() > 1 ? results.remove() : results.getFirst();
    }

    @Override
    public String serviceName() {
      return "logs";
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private static ResultField field(String name, String value) {
    return ResultField.builder().field(name).value(value).build();
  }

  @Test
  void groupsAreThoseOfTheStageWithTheirFunctions() {
    for (String name :
        List.of(
            GROUP,
            "/gamekeeper/dev/game-server",
            "/gamekeeper/prod/scores",
            "/aws/lambda/other",
            "/aws/rds/proxy/gamekeeper-dev-payments")) {
      logs.groups.add(
          LogGroup.builder().logGroupName(name).retentionInDays(30).storedBytes(7L).build());
    }

    assertThat(views.groups().groups())
        .containsExactly(
            new LogViews.Group(GROUP, "scores", 30, 7),
            new LogViews.Group("/gamekeeper/dev/game-server", null, 30, 7),
            new LogViews.Group("/aws/rds/proxy/gamekeeper-dev-payments", null, 30, 7));
  }

  @Test
  void aTailLooksOnWhenAPageIsEmpty() {
    logs.pages.add(FilterLogEventsResponse.builder().events(List.of()).nextToken("n1").build());
    logs.pages.add(
        FilterLogEventsResponse.builder()
            .events(
                FilteredLogEvent.builder()
                    .timestamp(NOW.toEpochMilli())
                    .logStreamName("s")
                    .message("m")
                    .build())
            .nextToken("n2")
            .build());

    Looked<Tail> tail = views.tail(GROUP, NOW, "ERROR", 10, null);

    assertThat(tail)
        .isEqualTo(new Looked.Found<>(new Tail(List.of(new LogViews.Line(NOW, "s", "m")), "n2")));
    assertThat(logs.filtered)
        .extracting(FilterLogEventsRequest::nextToken)
        .containsExactly(null, "n1");
    assertThat(logs.filtered.getFirst().filterPattern()).isEqualTo("ERROR");
    assertThat(logs.filtered.getFirst().startTime()).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void anotherStagesGroupIsNotThere() {
    assertThat(views.tail("/gamekeeper/prod/scores", NOW, "", 10, null))
        .isInstanceOf(Looked.Missing.class);
    assertThat(views.search("limit 1", List.of(GROUP, "/gamekeeper/prod/scores"), NOW, NOW))
        .isInstanceOf(Looked.Missing.class);
    assertThat(logs.filtered).isEmpty();
    assertThat(logs.started).isEmpty();
  }

  @Test
  void savedQueriesSayWhatTheyAnswer() {
    assertThat(views.savedQueries().queries())
        .containsExactly(
            new LogViews.Saved(
                "errors", SavedQuery.ERRORS.question(), "filter level = 1", List.of(GROUP)),
            new LogViews.Saved("mine", "", "limit 1", List.of(GROUP)));
  }

  @Test
  void aSearchWaitsForItsResults() {
    logs.results.add(GetQueryResultsResponse.builder().status(QueryStatus.SCHEDULED).build());
    logs.results.add(GetQueryResultsResponse.builder().status(QueryStatus.RUNNING).build());
    logs.results.add(
        GetQueryResultsResponse.builder()
            .status(QueryStatus.COMPLETE)
            .results(
                List.of(
                    List.of(field("a", "1"), field("@ptr", "p")),
                    List.of(field("b", "2"), field("a", "3"))))
            .statistics(all -> all.recordsScanned(9.0).bytesScanned(99.0).recordsMatched(2.0))
            .build());

    Looked<Search> search = views.searchSaved("errors", NOW.minusSeconds(60), NOW);

    List<@Nullable String> first = new ArrayList<>();
    first.add("1");
    first.add(null);
    assertThat(search)
        .isEqualTo(
            new Looked.Found<>(
                new Search(
                    "Complete",
                    null,
                    List.of("a", "b"),
                    List.of(first, List.of("3", "2")),
                    new LogViews.Scanned(9, 99),
                    2)));
    assertThat(logs.started.getFirst().queryString()).isEqualTo("filter level = 1");
    assertThat(logs.started.getFirst().logGroupNames()).containsExactly(GROUP);
    assertThat(Duration.between(NOW, time.instant())).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void aLongSearchIsAskedForAgain() {
    logs.results.add(GetQueryResultsResponse.builder().status(QueryStatus.RUNNING).build());

    Looked<Search> running = views.search("limit 1", List.of(GROUP), NOW, NOW);

    assertThat(running)
        .isInstanceOfSatisfying(
            Looked.Found.class, found -> assertThat(((Search) found.value()).id()).isEqualTo("q1"));
    assertThat(Duration.between(NOW, time.instant())).isLessThan(Duration.ofSeconds(3));
    logs.results.clear();
    logs.results.add(GetQueryResultsResponse.builder().status(QueryStatus.TIMEOUT).build());
    assertThat(found(views.search("q1")).status()).isEqualTo("Failed");
  }

  private static Search found(Looked<Search> looked) {
    return switch (looked) {
      case Looked.Found<Search>(Search search) -> search;
      case Looked.Missing<Search>(String what) -> throw new AssertionError(what);
      case Looked.Refused<Search>(String why) -> throw new AssertionError(why);
    };
  }

  @Test
  void whatCannotBeAnsweredSaysWhy() {
    assertThat(views.searchSaved("none", NOW, NOW)).isInstanceOf(Looked.Missing.class);
    assertThat(views.search("limit 1", List.of(), NOW, NOW)).isInstanceOf(Looked.Refused.class);
    logs.failure =
        MalformedQueryException.builder()
            .queryCompileError(QueryCompileError.builder().message("unexpected symbol").build())
            .build();
    assertThat(views.search("oops", List.of(GROUP), NOW, NOW))
        .isEqualTo(new Looked.Refused<>("unexpected symbol"));
    logs.failure = InvalidParameterException.builder().awsErrorDetails(details("bad")).build();
    assertThat(views.tail(GROUP, NOW, "[", 1, null)).isEqualTo(new Looked.Refused<>("bad"));
    logs.failure = ResourceNotFoundException.builder().build();
    assertThat(views.search("gone")).isInstanceOf(Looked.Missing.class);
    assertThat(views.tail(GROUP, NOW, "", 1, null)).isInstanceOf(Looked.Missing.class);
  }

  @Test
  void throttlingGoesToTheCaller() {
    logs.failure =
        LimitExceededException.builder()
            .awsErrorDetails(details("100 run"))
            .statusCode(400)
            .build();
    assertThatThrownBy(() -> views.search("limit 1", List.of(GROUP), NOW, NOW))
        .isInstanceOfSatisfying(
            ThrottlingException.class, e -> assertThat(e.isThrottlingException()).isTrue());
    logs.failure = ThrottlingException.builder().build();
    assertThatThrownBy(views::groups).isSameAs(logs.failure);
  }

  private static AwsErrorDetails details(String message) {
    return AwsErrorDetails.builder().errorCode("Any").errorMessage(message).build();
  }
}
