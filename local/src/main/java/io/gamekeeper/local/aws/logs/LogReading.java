package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.observe.LogStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupClass;

/**
 * {@code DescribeLogGroups} and {@code FilterLogEvents}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html">FilterLogEvents</a>
 */
final class LogReading {
  private static final int MOST_GROUPS = 50;
  private static final int MOST_EVENTS = 10_000;

  private final LogGroups groups;
  private final LogStore store;

  LogReading(LogGroups groups, LogStore store) {
    this.groups = groups;
    this.store = store;
  }

  DescribeLogGroupsResponse describe(DescribeLogGroupsRequest request) {
    LogErrors.notSimulated("logGroupNamePattern", request.logGroupNamePattern());
    LogErrors.notSimulated("accountIdentifiers", request.hasAccountIdentifiers());
    LogErrors.notSimulated("includeLinkedAccounts", request.includeLinkedAccounts());
    LogErrors.notSimulated("logGroupClass", request.logGroupClass());
    LogErrors.notSimulated("logGroupIdentifiers", request.hasLogGroupIdentifiers());
    String prefix = Objects.requireNonNullElse(request.logGroupNamePrefix(), "");
    int limit = limit(request.limit(), MOST_GROUPS);
    String after = Objects.requireNonNullElse(request.nextToken(), "");
    List<LogGroup> left =
        groups.all().stream()
            .filter(group -> group.name().startsWith(prefix) && group.name().compareTo(after) > 0)
            .toList();
    List<LogGroup> page = left.subList(0, Math.min(limit, left.size()));
    return DescribeLogGroupsResponse.builder()
        .logGroups(page.stream().map(this::describe).collect(Collectors.toList()))
        .nextToken(page.size() < left.size() ? page.getLast().name() : null)
        .build();
  }

  private software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup describe(LogGroup group) {
    var described =
        software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup.builder()
            .logGroupName(group.name())
            .arn(group.arn() + ":*")
            .logGroupArn(group.arn())
            .creationTime(group.created().toEpochMilli())
            .logGroupClass(LogGroupClass.STANDARD)
            .storedBytes(store.characters(group.name()));
    group.retentionDays().ifPresent(described::retentionInDays);
    return described.build();
  }

  FilterLogEventsResponse filter(FilterLogEventsRequest request) {
    LogErrors.notSimulated("logStreamNames", request.hasLogStreamNames());
    LogErrors.notSimulated("unmask", request.unmask());
    String group = name(request);
    if (groups.find(group).isEmpty()) {
      throw LogErrors.noGroup(group);
    }
    Instant from = Instant.ofEpochMilli(Objects.requireNonNullElse(request.startTime(), 0L));
    Instant to = request.endTime() == null ? Instant.MAX : Instant.ofEpochMilli(request.endTime());
    if (to.isBefore(from)) {
      throw LogErrors.invalid("End time should not be before start time.");
    }
    int limit = limit(request.limit(), MOST_EVENTS);
    String streams = Objects.requireNonNullElse(request.logStreamNamePrefix(), "");
    Predicate<String> pattern = pattern(request.filterPattern());
    Position after = Position.parse(request.nextToken());
    List<LogEvent> left =
        store.between(group, from, to).stream()
            .filter(after::isBefore)
            .filter(event -> event.stream().startsWith(streams) && pattern.test(event.message()))
            .limit(limit + 1L)
            .toList();
    List<LogEvent> page = left.subList(0, Math.min(limit, left.size()));
    return FilterLogEventsResponse.builder()
        .events(page.stream().map(LogReading::event).collect(Collectors.toList()))
        .searchedLogStreams(List.of())
        .nextToken(page.size() < left.size() ? Position.of(page.getLast()).token() : null)
        .build();
  }

  /** The one group that a request names. */
  static String name(FilterLogEventsRequest request) {
    String name = request.logGroupName();
    String identifier = request.logGroupIdentifier();
    if ((name == null) == (identifier == null)) {
      throw LogErrors.invalid("Exactly one of logGroupName and logGroupIdentifier is required.");
    }
    return name == null ? LogGroups.name(Objects.requireNonNull(identifier)) : name;
  }

  private static Predicate<String> pattern(@Nullable String text) {
    try {
      return FilterPattern.parse(Objects.requireNonNullElse(text, ""));
    } catch (FilterPattern.RefusedException e) {
      throw LogErrors.invalid("Invalid filter pattern: " + text + " " + e.getMessage() + ".");
    }
  }

  private static FilteredLogEvent event(LogEvent event) {
    return FilteredLogEvent.builder()
        .eventId("%056d".formatted(event.sequence()))
        .logStreamName(event.stream())
        .timestamp(event.at().toEpochMilli())
        .ingestionTime(event.at().toEpochMilli())
        .message(event.message())
        .build();
  }

  private static int limit(@Nullable Integer asked, int most) {
    if (asked == null) {
      return most;
    }
    if (asked < 1 || asked > most) {
      throw LogErrors.invalid(
          "1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value between 1 and %d"
              .formatted(asked, most));
    }
    return asked;
  }

  /** The last line of a page. */
  private record Position(Instant at, long sequence) {
    private static final Position START = new Position(Instant.MIN, 0);

    static Position of(LogEvent event) {
      return new Position(event.at(), event.sequence());
    }

    static Position parse(@Nullable String token) {
      if (token == null) {
        return START;
      }
      try {
        String[] parts = token.split("/", 2);
        return new Position(Instant.parse(parts[0]), Long.parseLong(parts[1]));
      } catch (RuntimeException e) { // whatever is wrong with it
        throw LogErrors.invalid("The specified nextToken is invalid.");
      }
    }

    boolean isBefore(LogEvent event) {
      int order = at.compareTo(event.at());
      return order < 0 || (order == 0 && sequence < event.sequence());
    }

    String token() {
      return at + "/" + sequence;
    }
  }
}
