package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.aws.logs.insights.InsightsException;
import io.gamekeeper.local.aws.logs.insights.LogRecord;
import io.gamekeeper.local.aws.logs.insights.Query;
import io.gamekeeper.local.service.Ground;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryLanguage;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatistics;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryResponse;

/**
 * The queries of CloudWatch Logs Insights. They run beside the caller, who asks for the results.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html">StartQuery</a>
 */
final class InsightsQueries {
  private static final int MOST_GROUPS = 50;
  private static final int MOST_RESULTS = 10_000;

  /** CloudWatch Logs quotas: queries that run at once. */
  private static final int MOST_RUNNING = 100;

  /** AWS keeps results for seven days; a laptop keeps the newest. */
  private static final int KEPT = 100;

  /** A query takes a moment, so that callers have to wait for it as they have to on AWS. */
  private static final Duration DURATION = Duration.ofMillis(50);

  private final LogGroups groups;
  private final Ground ground;
  private final SequencedMap<String, Run> runs = new LinkedHashMap<>();

  InsightsQueries(LogGroups groups, Ground ground) {
    this.groups = groups;
    this.ground = ground;
  }

  /** A query that was started. */
  private static final class Run {
    private QueryStatus status = QueryStatus.RUNNING;
    private Query.Results results = new Query.Results(List.of(), 0);
    private long scanned;
    private long bytes;
  }

  StartQueryResponse start(StartQueryRequest request) {
    if (request.queryLanguage() != null && request.queryLanguage() != QueryLanguage.CWLI) {
      LogErrors.notSimulated("queryLanguage", request.queryLanguageAsString());
    }
    List<String> names = names(request);
    for (String name : names) {
      if (groups.find(name).isEmpty()) {
        throw LogErrors.noGroup(name);
      }
    }
    Instant from = Instant.ofEpochSecond(request.startTime());
    // The last second as a whole.
    Instant to = Instant.ofEpochSecond(request.endTime()).plusMillis(999);
    if (to.isBefore(from)) {
      throw LogErrors.invalid("End time should not be before start time.");
    }
    int most = Objects.requireNonNullElse(request.limit(), MOST_RESULTS);
    if (most < 1 || most > MOST_RESULTS) {
      throw LogErrors.invalid("The limit must be between 1 and 10000.");
    }
    Query query;
    try {
      query = Query.parse(request.queryString());
    } catch (InsightsException e) {
      throw LogErrors.malformed(e);
    }
    String id = ground.ids().requestId();
    Run run = add(id);
    ground
        .agenda()
        .after("logs query", DURATION, () -> run(run, query, lines(names, from, to), most));
    return StartQueryResponse.builder().queryId(id).build();
  }

  private synchronized Run add(String id) {
    long running = runs.values().stream().filter(r -> r.status == QueryStatus.RUNNING).count();
    if (running >= MOST_RUNNING) {
      throw LogErrors.tooMany("Account maximum query concurrency limit of [100] reached.");
    }
    Run run = new Run();
    runs.put(id, run);
    if (runs.size() > KEPT + MOST_RUNNING) {
      runs.remove(runs.firstEntry().getKey());
    }
    return run;
  }

  private void run(Run run, Query query, List<LogRecord> lines, int most) {
    QueryStatus status = QueryStatus.FAILED;
    Query.Results results = run.results;
    try {
      results = query.run(lines, most);
      status = QueryStatus.COMPLETE;
    } finally {
      synchronized (this) {
        if (run.status == QueryStatus.RUNNING) {
          run.status = status;
          run.results = results;
          run.scanned = lines.size();
          run.bytes =
              lines.stream()
                  .mapToLong(line -> line.message().getBytes(StandardCharsets.UTF_8).length)
                  .sum();
        }
      }
    }
  }

  private List<LogRecord> lines(List<String> names, Instant from, Instant to) {
    List<LogRecord> lines = new ArrayList<>();
    for (String name : names) {
      String log = groups.account() + ":" + name;
      ground
          .logs()
          .between(name, from, to)
          .forEach(
              event ->
                  lines.add(
                      new LogRecord(
                          event.at(),
                          event.stream(),
                          log,
                          pointer(name, event.sequence()),
                          event.message())));
    }
    return lines;
  }

  private static String pointer(String group, long sequence) {
    return Base64.getEncoder()
        .encodeToString((group + "#" + sequence).getBytes(StandardCharsets.UTF_8));
  }

  /** The names of the groups that a request asks for, by the one of three ways that it takes. */
  static List<String> names(StartQueryRequest request) {
    List<String> names = new ArrayList<>();
    int ways = 0;
    if (request.logGroupName() != null) {
      names.add(request.logGroupName());
      ways++;
    }
    if (request.hasLogGroupNames()) {
      names.addAll(request.logGroupNames());
      ways++;
    }
    if (request.hasLogGroupIdentifiers()) {
      request.logGroupIdentifiers().forEach(id -> names.add(LogGroups.name(id)));
      ways++;
    }
    if (ways != 1 || names.isEmpty() || names.size() > MOST_GROUPS) {
      throw LogErrors.invalid(
          "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers is required, with 1"
              + " to 50 log groups.");
    }
    return names;
  }

  synchronized GetQueryResultsResponse results(GetQueryResultsRequest request) {
    Run run = find(request.queryId());
    return GetQueryResultsResponse.builder()
        .queryLanguage(QueryLanguage.CWLI)
        .status(run.status)
        .results(
            run.results.rows().stream().map(InsightsQueries::fields).collect(Collectors.toList()))
        .statistics(
            QueryStatistics.builder()
                .recordsScanned((double) run.scanned)
                .recordsMatched((double) run.results.matched())
                .bytesScanned((double) run.bytes)
                .build())
        .build();
  }

  synchronized StopQueryResponse stop(StopQueryRequest request) {
    Run run = find(request.queryId());
    if (run.status != QueryStatus.RUNNING) {
      throw LogErrors.invalid("Query with id " + request.queryId() + " is not running.");
    }
    run.status = QueryStatus.CANCELLED;
    return StopQueryResponse.builder().success(true).build();
  }

  private Run find(String id) {
    Run run = runs.get(id);
    if (run == null) {
      throw LogErrors.noQuery(id);
    }
    return run;
  }

  private static List<ResultField> fields(Map<String, String> row) {
    return row.entrySet().stream()
        .map(field -> ResultField.builder().field(field.getKey()).value(field.getValue()).build())
        .toList();
  }
}
