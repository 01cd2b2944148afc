package io.gamekeeper.console.alarms;

import io.gamekeeper.console.alarms.AlarmDetail.Watched;
import io.gamekeeper.contract.AlarmNote;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/** An alarm of either kind, as CloudWatch describes it; it may leave out all but the name. */
sealed interface Described {

  AlarmSummary summary();

  AlarmDetail detail();

  /** An alarm on a metric or an expression. */
  record Metric(MetricAlarm alarm) implements Described {
    @Override
    public AlarmSummary summary() {
      return new Common(
              alarm.alarmName(),
              alarm.stateValueAsString(),
              alarm.stateTransitionedTimestamp(),
              alarm.stateUpdatedTimestamp(),
              alarm.alarmDescription(),
              alarm.stateReason(),
              alarm.actionsEnabled())
          .summary("metric", Conditions.of(alarm), false);
    }

    @Override
    public AlarmDetail detail() {
      return new AlarmDetail(
          summary(),
          AlarmQueries.of(alarm).stream().map(Described::watched).toList(),
          Conditions.comparison(alarm),
          alarm.threshold(),
          Conditions.period(alarm).orElse(null),
          alarm.evaluationPeriods(),
          alarm.datapointsToAlarm() == null ? alarm.evaluationPeriods() : alarm.datapointsToAlarm(),
          Objects.requireNonNullElse(alarm.treatMissingData(), "missing"),
          null,
          List.of());
    }
  }

  /** An alarm on other alarms. */
  record Composite(CompositeAlarm alarm) implements Described {
    @Override
    public AlarmSummary summary() {
      return new Common(
              alarm.alarmName(),
              alarm.stateValueAsString(),
              alarm.stateTransitionedTimestamp(),
              alarm.stateUpdatedTimestamp(),
              alarm.alarmDescription(),
              alarm.stateReason(),
              alarm.actionsEnabled())
          .summary("composite", Conditions.rule(rule()), alarm.actionsSuppressedBy() != null);
    }

    @Override
    public AlarmDetail detail() {
      return new AlarmDetail(
          summary(),
          List.of(),
          null,
          null,
          null,
          null,
          null,
          null,
          Conditions.rule(rule()),
          Conditions.alarms(rule()));
    }

    private String rule() {
      return Objects.requireNonNullElse(alarm.alarmRule(), "");
    }
  }

  /** What alarms of both kinds have. */
  record Common(
      String name,
      @Nullable String state,
      @Nullable Instant transitioned,
      @Nullable Instant updated,
      @Nullable String description,
      @Nullable String reason,
      @Nullable Boolean actionsEnabled) {

    AlarmSummary summary(String kind, String condition, boolean suppressed) {
      String text = Objects.requireNonNullElse(description, "");
      Optional<AlarmNote> note = AlarmNote.in(text);
      return new AlarmSummary(
          name,
          state(state),
          Objects.requireNonNullElse(
              transitioned, Objects.requireNonNullElse(updated, Instant.EPOCH)),
          kind,
          AlarmNote.severityIn(text).name(),
          note.map(said -> said.owner().key()).orElse(null),
          note.map(AlarmNote::dashboard).orElse(null),
          note.map(AlarmNote::runbook).orElse(null),
          AlarmNote.sentence(text),
          condition,
          Objects.requireNonNullElse(reason, ""),
          suppressed,
          !Boolean.FALSE.equals(actionsEnabled));
    }

    private static AlarmState state(@Nullable String state) {
      return switch (Objects.requireNonNullElse(state, "")) {
        case "ALARM" -> AlarmState.ALARM;
        case "OK" -> AlarmState.OK;
        default -> AlarmState.INSUFFICIENT_DATA;
      };
    }
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
}
