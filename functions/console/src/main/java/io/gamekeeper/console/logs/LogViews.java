package io.gamekeeper.console.logs;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.LogGroups;
import io.gamekeeper.contract.SavedQuery;
import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeQueryDefinitionsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryDefinition;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.cloudwatchlogs.model.ThrottlingException;

/**
 * The logs of a stage as operators see them. The records are the JSON of the operations API. When
 * CloudWatch throttles, or as many queries run as may, the SDK's throttling exception goes to the
 * caller.
 */
public final class LogViews {
  /** StartQuery: more groups cannot be queried at once. */
  private static final int MOST_GROUPS = 50;

  /** A search of FilterLogEvents may end empty before it has looked at everything. */
  private static final int MOST_EMPTY_PAGES = 5;

  /** Most queries have their results within it; those of the others are asked for again. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final String POINTER = "@ptr";

  private final CloudWatchLogsClient client;
  private final InstantSource clock;
  private final Waiting waiting;
  private final String stage;

  /**
   * Creates the views of a stage.
   *
   * @param stage its key, for instance {@code dev}
   */
  public LogViews(CloudWatchLogsClient client, InstantSource clock, Waiting waiting, String stage) {
    this.client = client;
    this.clock = clock;
    this.waiting = waiting;
    this.stage = stage;
  }

  /** The log groups. */
  public record Groups(List<Group> groups) {}

  /**
   * A log group.
   *
   * @param function whose output it holds; null for another's
   * @param retentionDays null: lines are kept for ever
   */
  public record Group(
      String name, @Nullable String function, @Nullable Integer retentionDays, long storedBytes) {}

  /**
   * Lines, oldest first.
   *
   * @param next leads to later ones; null if there are none yet
   */
  public record Tail(List<Line> events, @Nullable String next) {}

  /** A line. */
  public record Line(Instant at, String stream, String message) {}

  /** The saved queries. */
  public record Queries(List<Saved> queries) {}

  /**
   * A saved query.
   *
   * @param question what it answers; empty for one that somebody saved by hand
   */
  public record Saved(String name, String question, String query, List<String> groups) {}

  /** How a search stands. */
  public enum Status {
    COMPLETE("Complete"),
    RUNNING("Running"),
    FAILED("Failed");

    private final String text;

    Status(String text) {
      this.text = text;
    }
  }

  /**
   * What a search has found.
   *
   * @param status {@code Complete}, {@code Running} or {@code Failed}
   * @param id to ask again with, while it runs
   * @param rows texts by column; null where a row has none
   * @param matched lines that met the query's conditions
   */
  public record Search(
      String status,
      @Nullable String id,
      List<String> columns,
      List<List<@Nullable String>> rows,
      Scanned scanned,
      long matched) {}

  /** What a search had to read, which is what it costs. */
  public record Scanned(long records, long bytes) {}

  /** Returns the stage's log groups by name. */
  public Groups groups() {
    List<Group> found = new ArrayList<>();
    for (String prefix : LogGroups.prefixes(stage)) {
      client.describeLogGroupsPaginator(all -> all.logGroupNamePrefix(prefix)).logGroups().stream()
          .map(this::group)
          .forEach(found::add);
    }
    return new Groups(found);
  }

  private Group group(LogGroup group) {
    return new Group(
        group.logGroupName(),
        LogGroups.function(stage, group.logGroupName())
            .map(GameFunction::functionName)
            .orElse(null),
        group.retentionInDays(),
        group.storedBytes() == null ? 0 : group.storedBytes());
  }

  /**
   * Returns lines of a group.
   *
   * @param filter a filter pattern; empty for all lines
   * @param next as an earlier answer gave it; null for the first lines
   */
  public Looked<Tail> tail(
      String group, Instant from, String filter, int limit, @Nullable String next) {
    if (!LogGroups.belongs(stage, group)) {
      return noGroup(group);
    }
    FilterLogEventsRequest.Builder request =
        FilterLogEventsRequest.builder()
            .logGroupName(group)
            .startTime(from.toEpochMilli())
            .limit(limit)
            .nextToken(next);
    if (!filter.isBlank()) {
      request.filterPattern(filter);
    }
    try {
      FilterLogEventsResponse response = client.filterLogEvents(request.build());
      for (int i = 0;
          i < MOST_EMPTY_PAGES && response.events().isEmpty() && response.nextToken() != null;
          i++) {
        response = client.filterLogEvents(request.nextToken(response.nextToken()).build());
      }
      return new Looked.Found<>(
          new Tail(response.events().stream().map(LogViews::line).toList(), response.nextToken()));
    } catch (ResourceNotFoundException e) {
      return noGroup(group);
    } catch (InvalidParameterException e) {
      return new Looked.Refused<>(message(e.awsErrorDetails()));
    }
  }

  private static Line line(FilteredLogEvent event) {
    return new Line(
        Instant.ofEpochMilli(event.timestamp()), event.logStreamName(), event.message());
  }

  /** Returns the stage's saved queries by name. */
  public Queries savedQueries() {
    return new Queries(definitions().stream().map(this::saved).toList());
  }

  private List<QueryDefinition> definitions() {
    List<QueryDefinition> found = new ArrayList<>();
    @Nullable String next = null;
    do {
      DescribeQueryDefinitionsResponse page =
          client.describeQueryDefinitions(
              DescribeQueryDefinitionsRequest.builder()
                  .queryDefinitionNamePrefix(SavedQuery.folder(stage))
                  .nextToken(next)
                  .build());
      found.addAll(page.queryDefinitions());
      next = page.nextToken();
    } while (next != null);
    return found;
  }

  private Saved saved(QueryDefinition definition) {
    String name = definition.name().substring(SavedQuery.folder(stage).length());
    return new Saved(
        name,
        Stream.of(SavedQuery.values())
            .filter(query -> query.queryName().equals(name))
            .findAny()
            .map(SavedQuery::question)
            .orElse(""),
        definition.queryString(),
        List.copyOf(definition.logGroupNames()));
  }

  /** Runs a saved query; see {@link #search(String, List, Instant, Instant)}. */
  public Looked<Search> searchSaved(String name, Instant from, Instant to) {
    Optional<Saved> found =
        savedQueries().queries().stream().filter(query -> query.name().equals(name)).findAny();
    return found.isEmpty()
        ? new Looked.Missing<>("there is no saved query " + name)
        : search(found.get().query(), found.get().groups(), from, to);
  }

  /**
   * Runs a query and waits a little for its results.
   *
   * @param to up to this second, included
   */
  public Looked<Search> search(String query, List<String> groups, Instant from, Instant to) {
    if (groups.isEmpty() || groups.size() > MOST_GROUPS) {
      return new Looked.Refused<>("name 1 to " + MOST_GROUPS + " log groups to search");
    }
    for (String group : groups) {
      if (!LogGroups.belongs(stage, group)) {
        return noGroup(group);
      }
    }
    try {
      String id =
          client
              .startQuery(
                  start ->
                      start
                          .logGroupNames(groups)
                          .queryString(query)
                          .startTime(from.getEpochSecond())
                          .endTime(to.getEpochSecond()))
              .queryId();
      return new Looked.Found<>(await(id));
    } catch (MalformedQueryException e) {
      return new Looked.Refused<>(
          e.queryCompileError() == null
              ? message(e.awsErrorDetails())
              : e.queryCompileError().message());
    } catch (ResourceNotFoundException e) {
      return new Looked.Missing<>(message(e.awsErrorDetails()));
    } catch (InvalidParameterException e) {
      return new Looked.Refused<>(message(e.awsErrorDetails()));
    } catch (LimitExceededException e) {
      throw throttled(e);
    }
  }

  /** Returns how a search stands that was still running. */
  public Looked<Search> search(String id) {
    try {
      return new Looked.Found<>(await(id));
    } catch (ResourceNotFoundException | InvalidParameterException e) {
      return new Looked.Missing<>("there is no search " + id);
    }
  }

  private Search await(String id) {
    Instant end = clock.instant().plus(PATIENCE);
    Duration pause = FIRST_PAUSE;
    Search search = results(id);
    try {
      while (search.id() != null && clock.instant().plus(pause).isBefore(end)) {
        waiting.sleep(pause);
        search = results(id);
        pause = pause.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return search;
  }

  private Search results(String id) {
    GetQueryResultsResponse response = client.getQueryResults(get -> get.queryId(id));
    Status status =
        switch (response.status()) {
          case COMPLETE -> Status.COMPLETE;
          case RUNNING, SCHEDULED -> Status.RUNNING;
          case FAILED, CANCELLED, TIMEOUT, UNKNOWN, UNKNOWN_TO_SDK_VERSION -> Status.FAILED;
        };
    Set<String> columns = new LinkedHashSet<>();
    List<Map<String, String>> found = new ArrayList<>();
    for (List<ResultField> row : response.results()) {
      Map<String, String> values = new LinkedHashMap<>();
      for (ResultField field : row) {
        if (!field.field().equals(POINTER)) {
          values.put(field.field(), field.value());
        }
      }
      columns.addAll(values.keySet());
      found.add(values);
    }
    var statistics = response.statistics();
    return new Search(
        status.text,
        status == Status.RUNNING ? id : null,
        List.copyOf(columns),
        found.stream().map(row -> row(columns, row)).toList(),
        statistics == null
            ? new Scanned(0, 0)
            : new Scanned(whole(statistics.recordsScanned()), whole(statistics.bytesScanned())),
        statistics == null ? 0 : whole(statistics.recordsMatched()));
  }

  private static List<@Nullable String> row(Set<String> columns, Map<String, String> values) {
    List<@Nullable String> row = new ArrayList<>();
    columns.forEach(column -> row.add(values.get(column)));
    return Collections.unmodifiableList(row);
  }

  private static long whole(@Nullable Double number) {
    return number == null ? 0 : Math.round(number);
  }

  private static <T> Looked<T> noGroup(String group) {
    return new Looked.Missing<>("this stage has no log group " + group);
  }

  private static String message(@Nullable AwsErrorDetails details) {
    return details == null || details.errorMessage() == null ? "" : details.errorMessage();
  }

  /** As many queries run as may: a matter of time, as throttling is. */
  private static ThrottlingException throttled(LimitExceededException e) {
    return ThrottlingException.builder()
        .message(e.getMessage())
        .cause(e)
        .statusCode(e.statusCode())
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("CloudWatchLogs")
                .errorCode("ThrottlingException")
                .errorMessage(message(e.awsErrorDetails()))
                .build())
        .build();
  }
}
