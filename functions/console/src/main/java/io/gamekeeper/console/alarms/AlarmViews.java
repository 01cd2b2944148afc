package io.gamekeeper.console.alarms;

import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.MetricPlan;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.contract.StageNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
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
  private static final int NOT_FOUND = 404;
  private static final int PAGE = 100;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_REASON = 1023;
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
      response.metricAlarms().forEach(alarm -> found.add(new Described.Metric(alarm).summary()));
      response
          .compositeAlarms()
          .forEach(alarm -> found.add(new Described.Composite(alarm).summary()));
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty());
    found.sort(URGENT_FIRST);
    return new AlarmList(at, found);
  }

  /** Returns an alarm with what it watches; empty if the stage has none of that name. */
  public Optional<AlarmDetail> find(String name) {
    return described(name).map(Described::detail);
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
      response.alarmHistoryItems().forEach(item -> items.add(HistoryItem.of(item)));
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
    Optional<AlarmSummary> found = described(name).map(Described::summary);
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
    } catch (CloudWatchException e) {
      if (e.statusCode() == NOT_FOUND) {
        return new FireOutcome.Unknown(); // deleted since
      }
      throw e;
    }
    return new FireOutcome.Fired(found.get().name(), current, AlarmState.ALARM);
  }

  // ---------------------------------------------------------------- asking CloudWatch

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
}
