package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.CloudWatchOperations.Page;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;

/**
 * The operations on alarms: what they are, what they have been through, and what they are set to.
 */
final class AlarmReading {
  private static final int PAGE = 100;

  private final AlarmBook book;

  AlarmReading(AlarmBook book) {
    this.book = book;
  }

  DescribeAlarmsResponse describe(DescribeAlarmsRequest request) {
    Set<AlarmType> types = types(request.alarmTypes());
    if (request.hasAlarmNames() && request.alarmNamePrefix() != null) {
      throw CloudWatchOperations.error(
          "InvalidParameterCombination",
          400,
          "AlarmNamePrefix and AlarmNames cannot be used together");
    }
    checkPage(request.maxRecords());
    return book.read(
        () -> {
          List<Alarm> found =
              book.all().stream()
                  .filter(alarm -> types.contains(type(alarm)))
                  .filter(
                      alarm ->
                          request.alarmNames().isEmpty()
                              || request.alarmNames().contains(alarm.name()))
                  .filter(alarm -> begins(alarm.name(), request.alarmNamePrefix()))
                  .filter(
                      alarm ->
                          request.stateValue() == null
                              || alarm.state().value().name().equals(request.stateValueAsString()))
                  .filter(
                      alarm ->
                          request.actionPrefix() == null
                              || alarm.facts().actions().values().stream()
                                  .flatMap(List::stream)
                                  .anyMatch(action -> begins(action, request.actionPrefix())))
                  .filter(alarm -> childOf(alarm, request.childrenOfAlarmName()))
                  .filter(
                      alarm ->
                          request.parentsOfAlarmName() == null
                              || book.find(request.parentsOfAlarmName()).stream()
                                  .flatMap(child -> book.parents(child).stream())
                                  .anyMatch(alarm.name()::equals))
                  .toList();
          Page<Alarm> page =
              Page.of(
                  found,
                  request.nextToken(),
                  Objects.requireNonNullElse(request.maxRecords(), PAGE));
          return DescribeAlarmsResponse.builder()
              .metricAlarms(
                  page.items().stream()
                      .filter(alarm -> type(alarm) == AlarmType.METRIC_ALARM)
                      .map(AlarmReading::metricAlarm)
                      .toList())
              .compositeAlarms(
                  page.items().stream()
                      .filter(CompositeAlarm.class::isInstance)
                      .map(alarm -> compositeAlarm((CompositeAlarm) alarm))
                      .toList())
              .nextToken(page.next())
              .build();
        });
  }

  /** The types that are asked for; metric alarms, if none are. */
  private static Set<AlarmType> types(List<AlarmType> asked) {
    return asked.isEmpty() ? Set.of(AlarmType.METRIC_ALARM) : Set.copyOf(asked);
  }

  private static void checkPage(@Nullable Integer records) {
    if (records != null && (records < 1 || records > PAGE)) {
      throw CloudWatchOperations.invalid(
          "The value " + records + " for parameter MaxRecords is not between 1 and 100.");
    }
  }

  private static AlarmType type(Alarm alarm) {
    return alarm instanceof CompositeAlarm ? AlarmType.COMPOSITE_ALARM : AlarmType.METRIC_ALARM;
  }

  private static boolean begins(String text, @Nullable String prefix) {
    return prefix == null || text.startsWith(prefix);
  }

  private boolean childOf(Alarm alarm, @Nullable String parent) {
    return parent == null || book.parents(alarm).contains(parent);
  }

  private static software.amazon.awssdk.services.cloudwatch.model.MetricAlarm metricAlarm(
      Alarm alarm) {
    var builder =
        software.amazon.awssdk.services.cloudwatch.model.MetricAlarm.builder()
            .alarmName(alarm.name())
            .alarmArn(alarm.facts().arn())
            .alarmDescription(alarm.facts().description())
            .actionsEnabled(alarm.actionsEnabled())
            .alarmActions(actions(alarm, State.ALARM))
            .okActions(actions(alarm, State.OK))
            .insufficientDataActions(actions(alarm, State.INSUFFICIENT_DATA))
            .stateValue(alarm.state().value().name())
            .stateReason(alarm.state().reason())
            .stateReasonData(alarm.state().data())
            .stateUpdatedTimestamp(alarm.state().at())
            .stateTransitionedTimestamp(alarm.transitioned());
    if (alarm instanceof MetricAlarm metric) {
      MetricAlarm.Condition condition = metric.rule();
      builder
          .threshold(condition.threshold())
          .comparisonOperator(condition.comparison().operator())
          .evaluationPeriods(condition.periods())
          .datapointsToAlarm(condition.datapoints())
          .treatMissingData(condition.missing().text());
      if (condition.queries().all().size() == 1) {
        MetricQuery.Stat only = condition.queries().stats().getFirst();
        builder
            .namespace(only.metric().namespace())
            .metricName(only.metric().name())
            .dimensions(dimensions(only))
            .period(Math.toIntExact(only.period().toSeconds()));
        if (only.statistic().percent().isPresent()) {
          builder.extendedStatistic(only.statistic().name());
        } else {
          builder.statistic(only.statistic().name());
        }
      } else {
        builder.metrics(condition.queries().all().stream().map(AlarmReading::query).toList());
      }
    }
    return builder.build();
  }

  private static List<Dimension> dimensions(MetricQuery.Stat stat) {
    return MetricReading.dimensions(stat.metric());
  }

  private static MetricDataQuery query(MetricQuery query) {
    MetricDataQuery.Builder builder =
        MetricDataQuery.builder().id(query.id()).label(query.label()).returnData(query.returned());
    return switch (query) {
      case MetricQuery.Formula formula -> builder.expression(formula.text()).build();
      case MetricQuery.Search search -> builder.expression(search.text()).build();
      case MetricQuery.Stat stat ->
          builder
              .metricStat(
                  MetricStat.builder()
                      .metric(
                          Metric.builder()
                              .namespace(stat.metric().namespace())
                              .metricName(stat.metric().name())
                              .dimensions(dimensions(stat))
                              .build())
                      .period(Math.toIntExact(stat.period().toSeconds()))
                      .stat(stat.statistic().name())
                      .build())
              .build();
    };
  }

  private static software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm compositeAlarm(
      CompositeAlarm alarm) {
    var builder =
        software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm.builder()
            .alarmName(alarm.name())
            .alarmArn(alarm.facts().arn())
            .alarmDescription(alarm.facts().description())
            .alarmRule(alarm.ruleText())
            .actionsEnabled(alarm.actionsEnabled())
            .alarmActions(actions(alarm, State.ALARM))
            .okActions(actions(alarm, State.OK))
            .insufficientDataActions(actions(alarm, State.INSUFFICIENT_DATA))
            .stateValue(alarm.state().value().name())
            .stateReason(alarm.state().reason())
            .stateUpdatedTimestamp(alarm.state().at())
            .stateTransitionedTimestamp(alarm.transitioned());
    alarm
        .suppressor()
        .ifPresent(
            by ->
                builder
                    .actionsSuppressor(by.alarm())
                    .actionsSuppressorWaitPeriod(Math.toIntExact(by.waitPeriod().toSeconds()))
                    .actionsSuppressorExtensionPeriod(
                        Math.toIntExact(by.extensionPeriod().toSeconds())));
    if (!alarm.suppression().text().isEmpty()) {
      builder.actionsSuppressedBy(alarm.suppression().text());
    }
    return builder.build();
  }

  private static List<String> actions(Alarm alarm, State state) {
    return alarm.facts().actions().getOrDefault(state, List.of());
  }

  DescribeAlarmHistoryResponse history(DescribeAlarmHistoryRequest request) {
    Set<AlarmType> types = types(request.alarmTypes());
    checkPage(request.maxRecords());
    return book.read(
        () -> {
          List<AlarmHistoryItem> items =
              book.all().stream()
                  .filter(alarm -> types.contains(type(alarm)))
                  .filter(
                      alarm ->
                          request.alarmName() == null || request.alarmName().equals(alarm.name()))
                  .flatMap(alarm -> alarm.history().stream().map(item -> item(alarm, item)))
                  .filter(
                      item ->
                          request.historyItemType() == null
                              || request
                                  .historyItemTypeAsString()
                                  .equals(item.historyItemTypeAsString()))
                  .filter(
                      item ->
                          request.startDate() == null
                              || !item.timestamp().isBefore(request.startDate()))
                  .filter(
                      item ->
                          request.endDate() == null || !item.timestamp().isAfter(request.endDate()))
                  .sorted(order(request.scanBy()))
                  .toList();
          Page<AlarmHistoryItem> page =
              Page.of(
                  items,
                  request.nextToken(),
                  Objects.requireNonNullElse(request.maxRecords(), PAGE));
          return DescribeAlarmHistoryResponse.builder()
              .alarmHistoryItems(page.items())
              .nextToken(page.next())
              .build();
        });
  }

  private static Comparator<AlarmHistoryItem> order(@Nullable ScanBy scanBy) {
    Comparator<AlarmHistoryItem> ascending = Comparator.comparing(AlarmHistoryItem::timestamp);
    return scanBy == ScanBy.TIMESTAMP_ASCENDING ? ascending : ascending.reversed();
  }

  private static AlarmHistoryItem item(Alarm alarm, Alarm.HistoryItem item) {
    return AlarmHistoryItem.builder()
        .alarmName(alarm.name())
        .alarmType(type(alarm))
        .timestamp(item.at())
        .historyItemType(item.type().text())
        .historySummary(item.summary())
        .historyData(item.data())
        .build();
  }

  SetAlarmStateResponse setState(SetAlarmStateRequest request) {
    Alarm alarm = require(request.alarmName());
    State state;
    try {
      state = State.valueOf(request.stateValueAsString());
    } catch (IllegalArgumentException e) {
      throw CloudWatchOperations.invalid(
          "The value "
              + request.stateValueAsString()
              + " for parameter StateValue is not OK, ALARM or INSUFFICIENT_DATA.");
    }
    book.set(
        alarm,
        state,
        request.stateReason(),
        Objects.requireNonNullElse(request.stateReasonData(), ""));
    return SetAlarmStateResponse.builder().build();
  }

  EnableAlarmActionsResponse enable(EnableAlarmActionsRequest request) {
    enable(request.alarmNames(), true);
    return EnableAlarmActionsResponse.builder().build();
  }

  DisableAlarmActionsResponse disable(DisableAlarmActionsRequest request) {
    enable(request.alarmNames(), false);
    return DisableAlarmActionsResponse.builder().build();
  }

  private void enable(List<String> names, boolean enabled) {
    List<Alarm> alarms = names.stream().map(this::require).toList();
    book.change(() -> alarms.forEach(alarm -> alarm.enableActions(enabled)));
  }

  private Alarm require(String name) {
    return book.find(name)
        .orElseThrow(() -> CloudWatchOperations.notFound("Alarm " + name + " does not exist"));
  }
}
