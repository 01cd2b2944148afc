package io.gamekeeper.console.alarms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.console.StageNames;
import io.gamekeeper.console.alarms.AlarmDetail.Watched;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.MetricPlan;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.contract.AlarmNote;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * The stage's alarms as operators see them. Names may leave the stage's prefix out. The alarms that
 * Auto Scaling makes for its target tracking are none of them: their prefix is another, nobody is
 * called by them, and one of each pair is on whenever the fleet is larger than its load needs.
 *
 * <p>Each method throws what the SDK throws; a {@code CloudWatchException} may be one that
 * throttles.
 */
public final class AlarmViews {
  private static final int PAGE = 100;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_REASON = 1023;
  private static final String METRIC = "metric";
  private static final String COMPOSITE = "composite";
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<AlarmType> BOTH =
      List.of(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM);
  private static final List<String> SEVERITIES = List.of("CRITICAL", "HIGH", "MEDIUM", "LOW");
  private static final Comparator<AlarmSummary> URGENT_FIRST =
      Comparator.comparing(AlarmSummary::state)
          .thenComparing(alarm -> SEVERITIES.indexOf(alarm.severity()))
          .thenComparing(AlarmSummary::name);

  private final CloudWatchClient client;
  private final StageNames names;
  private final MetricData data;
  private final InstantSource clock;

  /**
   * Creates views of a stage's alarms.
   *
   * @param stage the stage's key
   */
  public AlarmViews(CloudWatchClient client, String stage, MetricData data, InstantSource clock) {
    this.client = client;
    this.names = new StageNames(stage);
    this.data = data;
    this.clock = clock;
  }

  // ---------------------------------------------------------------- looking

  /** Lists the alarms, or those in a state. */
  public AlarmList all(Optional<AlarmState> state) {
    Instant at = clock.instant();
    DescribeAlarmsRequest request =
        DescribeAlarmsRequest.builder()
            .alarmNamePrefix(names.prefix())
            .alarmTypes(BOTH)
            .stateValue(state.map(AlarmState::name).orElse(null))
            .maxRecords(PAGE)
            .build();
    List<AlarmSummary> found = new ArrayList<>();
    @Nullable String next;
    do {
      DescribeAlarmsResponse response = client.describeAlarms(request);
      response.metricAlarms().forEach(alarm -> found.add(summary(alarm)));
      response.compositeAlarms().forEach(alarm -> found.add(summary(alarm)));
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty());
    found.sort(URGENT_FIRST);
    return new AlarmList(at, found);
  }

  /** Returns an alarm with what it watches; empty if the stage has none of that name. */
  public Optional<AlarmDetail> find(String name) {
    return described(name).map(AlarmViews::detail);
  }

  /**
   * Returns what happened to an alarm, newest first; nothing if the stage has none of that name.
   *
   * @param limit the most items
   */
  public List<HistoryItem> history(String name, int limit) {
    if (!possible(name)) {
      return List.of();
    }
    DescribeAlarmHistoryRequest request =
        DescribeAlarmHistoryRequest.builder()
            .alarmName(names.whole(name))
            .alarmTypes(BOTH)
            .scanBy(ScanBy.TIMESTAMP_DESCENDING)
            .maxRecords(Math.clamp(limit, 1, PAGE))
            .build();
    List<HistoryItem> items = new ArrayList<>();
    @Nullable String next;
    do {
      DescribeAlarmHistoryResponse response = client.describeAlarmHistory(request);
      response.alarmHistoryItems().forEach(item -> items.add(item(item)));
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty() && items.size() < limit);
    return List.copyOf(items.subList(0, Math.clamp(limit, 0, items.size())));
  }

  /** Returns what an alarm watches, over time; empty if the stage has none of that name. */
  public Optional<AlarmGraph> graph(String name, TimeRange range) {
    return described(name)
        .map(
            found ->
                switch (found) {
                  case Described.Metric(MetricAlarm alarm) -> graph(alarm, range);
                  case Described.Composite _ ->
                      new AlarmGraph(range.from(), range.to(), 60, null, List.of());
                });
  }

  private AlarmGraph graph(MetricAlarm alarm, TimeRange range) {
    List<MetricDataQuery> queries = AlarmQueries.of(alarm);
    MetricPlan plan = MetricPlan.of(queries, range, clock.instant());
    List<AlarmGraph.Line> lines = new ArrayList<>();
    for (MetricData.Result result : data.read(plan).results()) {
      lines.add(
          new AlarmGraph.Line(
              result.label(),
              AlarmQueries.unit(queries, result),
              null,
              result.times(),
              result.values()));
    }
    return new AlarmGraph(plan.from(), plan.to(), plan.periodSeconds(), alarm.threshold(), lines);
  }

  // ---------------------------------------------------------------- drills

  /**
   * Sets an alarm off: its actions run. A metric alarm stays on until its next evaluation; a
   * composite alarm until one of its alarms changes. CloudWatch cannot set a state on a condition,
   * so a change between looking and setting goes unnoticed.
   *
   * @param was the state that the operator saw
   * @param operator who does it, for the alarm's history and for those who are called
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html">SetAlarmState</a>
   */
  public FireOutcome fire(String name, AlarmState was, String operator) {
    Optional<AlarmSummary> found = described(name).map(AlarmViews::summary);
    if (found.isEmpty()) {
      return new FireOutcome.Unknown();
    }
    AlarmState current = found.get().state();
    if (current != was || current == AlarmState.ALARM) {
      return new FireOutcome.Changed(current);
    }
    String reason = "Drill: set off by " + operator + " through the operations API";
    try {
      client.setAlarmState(
          set ->
              set.alarmName(found.get().name())
                  .stateValue(StateValue.ALARM)
                  .stateReason(reason.substring(0, Math.min(reason.length(), LONGEST_REASON))));
    } catch (ResourceNotFoundException e) {
      return new FireOutcome.Unknown();
    }
    return new FireOutcome.Fired(found.get().name(), current, AlarmState.ALARM);
  }

  // ---------------------------------------------------------------- from CloudWatch's shapes

  /** An alarm of either kind, as CloudWatch describes it. */
  private sealed interface Described {
    record Metric(MetricAlarm alarm) implements Described {}

    record Composite(CompositeAlarm alarm) implements Described {}
  }

  private boolean possible(String name) {
    return !name.isBlank() && names.whole(name).length() <= LONGEST_NAME;
  }

  private Optional<Described> described(String name) {
    if (!possible(name)) {
      return Optional.empty();
    }
    DescribeAlarmsResponse response =
        client.describeAlarms(describe -> describe.alarmNames(names.whole(name)).alarmTypes(BOTH));
    if (!response.metricAlarms().isEmpty()) {
      return Optional.of(new Described.Metric(response.metricAlarms().getFirst()));
    }
    return response.compositeAlarms().stream().findFirst().map(Described.Composite::new);
  }

  private static AlarmSummary summary(Described described) {
    return switch (described) {
      case Described.Metric(MetricAlarm alarm) -> summary(alarm);
      case Described.Composite(CompositeAlarm alarm) -> summary(alarm);
    };
  }

  private static AlarmSummary summary(MetricAlarm alarm) {
    return summary(
        new Common(
            alarm.alarmName(),
            alarm.stateValueAsString(),
            alarm.stateTransitionedTimestamp(),
            alarm.stateUpdatedTimestamp(),
            alarm.alarmDescription(),
            alarm.stateReason(),
            alarm.actionsEnabled()),
        METRIC,
        Conditions.of(alarm),
        false);
  }

  private static AlarmSummary summary(CompositeAlarm alarm) {
    return summary(
        new Common(
            alarm.alarmName(),
            alarm.stateValueAsString(),
            alarm.stateTransitionedTimestamp(),
            alarm.stateUpdatedTimestamp(),
            alarm.alarmDescription(),
            alarm.stateReason(),
            alarm.actionsEnabled()),
        COMPOSITE,
        Conditions.rule(Objects.requireNonNullElse(alarm.alarmRule(), "")),
        alarm.actionsSuppressedBy() != null);
  }

  /** What alarms of both kinds have, of which CloudWatch may leave out all but the name. */
  private record Common(
      String name,
      @Nullable String state,
      @Nullable Instant transitioned,
      @Nullable Instant updated,
      @Nullable String description,
      @Nullable String reason,
      @Nullable Boolean actionsEnabled) {}

  private static AlarmSummary summary(
      Common alarm, String kind, String condition, boolean suppressed) {
    String description = Objects.requireNonNullElse(alarm.description(), "");
    Optional<AlarmNote> note = AlarmNote.in(description);
    Instant updated = Objects.requireNonNullElse(alarm.updated(), Instant.EPOCH);
    return new AlarmSummary(
        alarm.name(),
        state(alarm.state()),
        Objects.requireNonNullElse(alarm.transitioned(), updated),
        kind,
        AlarmNote.severityIn(description).name(),
        note.map(said -> said.owner().key()).orElse(null),
        note.map(AlarmNote::dashboard).orElse(null),
        note.map(AlarmNote::runbook).orElse(null),
        note.isPresent() ? forPeople(description) : description,
        condition,
        Objects.requireNonNullElse(alarm.reason(), ""),
        suppressed,
        !Boolean.FALSE.equals(alarm.actionsEnabled()));
  }

  private static AlarmState state(@Nullable String state) {
    return switch (Objects.requireNonNullElse(state, "")) {
      case "ALARM" -> AlarmState.ALARM;
      case "OK" -> AlarmState.OK;
      default -> AlarmState.INSUFFICIENT_DATA;
    };
  }

  /** Returns a description without its last line, which is for machines. */
  private static String forPeople(String description) {
    return description.substring(0, Math.max(0, description.lastIndexOf('\n'))).strip();
  }

  private static AlarmDetail detail(Described described) {
    return switch (described) {
      case Described.Metric(MetricAlarm alarm) ->
          new AlarmDetail(
              summary(alarm),
              AlarmQueries.of(alarm).stream().map(AlarmViews::watched).toList(),
              Conditions.comparison(alarm),
              alarm.threshold(),
              Conditions.period(alarm).orElse(null),
              alarm.evaluationPeriods(),
              alarm.datapointsToAlarm() == null
                  ? alarm.evaluationPeriods()
                  : alarm.datapointsToAlarm(),
              Objects.requireNonNullElse(alarm.treatMissingData(), "missing"),
              null,
              List.of());
      case Described.Composite(CompositeAlarm alarm) -> {
        String rule = Objects.requireNonNullElse(alarm.alarmRule(), "");
        yield new AlarmDetail(
            summary(alarm),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            Conditions.rule(rule),
            Conditions.alarms(rule));
      }
    };
  }

  private static Watched watched(MetricDataQuery query) {
    @Nullable MetricStat stat = query.metricStat();
    String label = Objects.requireNonNullElse(query.label(), "");
    boolean returned = !Boolean.FALSE.equals(query.returnData());
    if (stat == null) {
      return new Watched(
          query.id(),
          label.isEmpty() ? query.id() : label,
          null,
          null,
          Map.of(),
          null,
          query.period(),
          query.expression(),
          returned);
    }
    Map<String, String> dimensions = new LinkedHashMap<>();
    stat.metric().dimensions().forEach(each -> dimensions.put(each.name(), each.value()));
    return new Watched(
        query.id(),
        label.isEmpty() ? stat.metric().metricName() : label,
        stat.metric().namespace(),
        stat.metric().metricName(),
        dimensions,
        stat.stat(),
        stat.period(),
        null,
        returned);
  }

  private static HistoryItem item(AlarmHistoryItem item) {
    String summary = Objects.requireNonNullElse(item.historySummary(), "");
    if (item.historyItemType() == HistoryItemType.STATE_UPDATE) {
      String reason = reason(Objects.requireNonNullElse(item.historyData(), ""));
      summary = reason.isEmpty() ? summary : summary + ": " + reason;
    }
    return new HistoryItem(item.timestamp(), item.historyItemTypeAsString(), summary);
  }

  /** Returns the reason in the data of a change of state; empty if there is none. */
  private static String reason(String data) {
    try {
      JsonNode parsed = JSON.readTree(data);
      return parsed.path("newState").path("stateReason").asText();
    } catch (JsonProcessingException e) {
      return ""; // the summary says what happened
    }
  }
}
