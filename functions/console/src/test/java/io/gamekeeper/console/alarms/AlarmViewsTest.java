package io.gamekeeper.console.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.console.FakeCloudWatch;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.testing.VirtualTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.ActionsSuppressedBy;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

final class AlarmViewsTest {
  private static final Instant SINCE = Instant.parse("2026-11-21T09:00:00Z");
  private static final String MARKUP = "gamekeeper-dev-<img src=x onerror=alert(1)>";

  private final VirtualTime time = new VirtualTime();
  private final FakeCloudWatch cloudWatch = new FakeCloudWatch();
  private final AlarmViews views =
      new AlarmViews(cloudWatch, "dev", new MetricData(cloudWatch, time), time);

  AlarmViewsTest() {
    cloudWatch.alarms.add(
        metric("gamekeeper-dev-HighErrorRate", StateValue.OK)
            .alarmDescription(
                AlarmNote.of(GameAlarm.HIGH_ERROR_RATE).describe("Requests fail.\nMany."))
            .build());
    cloudWatch.alarms.add(metric("gamekeeper-prod-HighErrorRate", StateValue.ALARM).build());
    cloudWatch.alarms.add(metric(MARKUP, StateValue.ALARM).actionsEnabled(false).build());
    cloudWatch.alarms.add(
        metric("gamekeeper-dev-Expression", StateValue.INSUFFICIENT_DATA)
            .metricName(null)
            .namespace(null)
            .period(null)
            .statistic((String) null)
            .metrics(
                MetricDataQuery.builder()
                    .id("rate")
                    .label("ErrorRate")
                    .expression("100 * own / all")
                    .build(),
                part("own"),
                part("all"))
            .build());
    cloudWatch.composites.add(
        CompositeAlarm.builder()
            .alarmName("gamekeeper-dev-PaymentsDelayed")
            .alarmRule(
                "(ALARM(\"gamekeeper-dev-A\") OR NOT"
                    + " OK(arn:aws:cloudwatch:eu-central-1:123456789012:alarm:gamekeeper-dev-B))")
            .stateValue(StateValue.ALARM)
            .stateTransitionedTimestamp(SINCE)
            .actionsSuppressedBy(ActionsSuppressedBy.ALARM)
            .actionsEnabled(true)
            .build());
  }

  private static MetricAlarm.Builder metric(String name, StateValue state) {
    return MetricAlarm.builder()
        .alarmName(name)
        .stateValue(state)
        .stateReason("Threshold Crossed")
        .stateTransitionedTimestamp(SINCE)
        .namespace("Game")
        .metricName("ErrorRate")
        .dimensions(Dimension.builder().name("Service").value("a").build())
        .statistic("Average")
        .period(60)
        .evaluationPeriods(5)
        .datapointsToAlarm(3)
        .threshold(5.0)
        .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
        .treatMissingData("notBreaching")
        .actionsEnabled(true);
  }

  private static MetricDataQuery part(String id) {
    return MetricDataQuery.builder()
        .id(id)
        .returnData(false)
        .metricStat(
            stat ->
                stat.metric(metric -> metric.namespace("Game").metricName(id))
                    .period(300)
                    .stat("Sum"))
        .build();
  }

  // ---------------------------------------------------------------- looking

  @Test
  void theStagesAlarmsAreListedThoseThatAreOnFirst() {
    AlarmList list = views.all(Optional.empty());

    assertThat(list.at()).isEqualTo(VirtualTime.START);
    assertThat(list.alarms())
        .extracting(AlarmSummary::name, AlarmSummary::state, AlarmSummary::severity)
        .containsExactly(
            tuple(MARKUP, AlarmState.ALARM, "LOW"),
            tuple("gamekeeper-dev-PaymentsDelayed", AlarmState.ALARM, "LOW"),
            tuple("gamekeeper-dev-Expression", AlarmState.INSUFFICIENT_DATA, "LOW"),
            tuple("gamekeeper-dev-HighErrorRate", AlarmState.OK, "CRITICAL"));
    assertThat(views.all(Optional.of(AlarmState.OK)).alarms()).hasSize(1);
  }

  @Test
  void anAlarmSaysWhoseItIsAndWhenItGoesOff() {
    AlarmSummary alarm = views.find("HighErrorRate").orElseThrow().summary();

    assertThat(alarm.owner()).isEqualTo("platform");
    assertThat(alarm.dashboard()).isEqualTo("Edge");
    assertThat(alarm.runbook()).isEqualTo("HighErrorRate");
    assertThat(alarm.description()).isEqualTo("Requests fail.\nMany.");
    assertThat(alarm.condition()).isEqualTo("ErrorRate > 5 for 3 of 5 periods of 60 s");
    assertThat(alarm.since()).isEqualTo(SINCE);
  }

  @Test
  void anExpressionIsShownWithItsParts() {
    AlarmDetail alarm = views.find("gamekeeper-dev-Expression").orElseThrow();

    assertThat(alarm.summary().condition()).isEqualTo("ErrorRate > 5 for 3 of 5 periods of 300 s");
    assertThat(alarm.watches())
        .extracting(
            AlarmDetail.Watched::id,
            AlarmDetail.Watched::expression,
            AlarmDetail.Watched::metric,
            AlarmDetail.Watched::returnData)
        .containsExactly(
            tuple("rate", "100 * own / all", null, true),
            tuple("own", null, "own", false),
            tuple("all", null, "all", false));
    assertThat(alarm.periodSeconds()).isEqualTo(300);
  }

  @Test
  void aCompositeAlarmIsItsRule() {
    AlarmDetail alarm = views.find("PaymentsDelayed").orElseThrow();

    assertThat(alarm.summary().kind()).isEqualTo("composite");
    assertThat(alarm.summary().suppressed()).isTrue();
    assertThat(alarm.rule()).isEqualTo("(ALARM(gamekeeper-dev-A) OR NOT OK(gamekeeper-dev-B))");
    assertThat(alarm.alarms()).containsExactly("gamekeeper-dev-A", "gamekeeper-dev-B");
    assertThat(alarm.threshold()).isNull();
    assertThat(views.graph("PaymentsDelayed", lastHour()).orElseThrow().series()).isEmpty();
  }

  @Test
  void conditionsAreSentences() {
    assertThat(Conditions.of(metric("a", StateValue.OK).datapointsToAlarm(null).build()))
        .isEqualTo("ErrorRate > 5 for 5 periods of 60 s");
    assertThat(
            Conditions.of(
                metric("a", StateValue.OK)
                    .evaluationPeriods(1)
                    .datapointsToAlarm(1)
                    .threshold(0.05)
                    .comparisonOperator(ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD)
                    .build()))
        .isEqualTo("ErrorRate <= 0.05 for 1 period of 60 s");
    assertThat(
            Conditions.of(
                metric("a", StateValue.OK)
                    .metricName(null)
                    .threshold(null)
                    .thresholdMetricId("band")
                    .comparisonOperator(
                        ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD)
                    .metrics(
                        MetricDataQuery.builder().id("band").expression("BAND(own, 3)").build(),
                        part("own").toBuilder().returnData(true).build())
                    .build()))
        .isEqualTo("own outside its band for 3 of 5 periods of 60 s");
    assertThat(Conditions.of(MetricAlarm.builder().alarmName("bare").build()))
        .isEqualTo("CloudWatch does not say what it watches");
  }

  @Test
  void historyIsReadableAndNewestFirst() {
    cloudWatch.history.addAll(
        List.of(
            item(HistoryItemType.ACTION, "Successfully executed action", "not JSON"),
            item(
                HistoryItemType.STATE_UPDATE,
                "Alarm updated from OK to ALARM",
                "{\"newState\":{\"stateReason\":\"it was <b>high</b>\"}}"),
            item(HistoryItemType.STATE_UPDATE, "Alarm updated", "{broken")));

    assertThat(views.history("HighErrorRate", 50))
        .extracting(HistoryItem::kind, HistoryItem::summary)
        .containsExactly(
            tuple("Action", "Successfully executed action"),
            tuple("StateUpdate", "Alarm updated from OK to ALARM: it was <b>high</b>"),
            tuple("StateUpdate", "Alarm updated"));
    assertThat(views.history("HighErrorRate", 2)).hasSize(2);
    assertThat(views.history("x".repeat(300), 2)).isEmpty();
  }

  private static AlarmHistoryItem item(HistoryItemType type, String summary, String data) {
    return AlarmHistoryItem.builder()
        .alarmName("gamekeeper-dev-HighErrorRate")
        .timestamp(SINCE)
        .historyItemType(type)
        .historySummary(summary)
        .historyData(data)
        .build();
  }

  @Test
  void theGraphIsTheAlarmsOwnMetricWithItsThreshold() {
    AlarmGraph graph = views.graph("HighErrorRate", lastHour()).orElseThrow();

    assertThat(graph.threshold()).isEqualTo(5);
    assertThat(graph.periodSeconds()).isEqualTo(60);
    assertThat(graph.series())
        .extracting(AlarmGraph.Line::label, AlarmGraph.Line::values)
        .containsExactly(tuple("made by CloudWatch", List.of(1.5)));
    MetricDataQuery query = cloudWatch.reads.getFirst().metricDataQueries().getFirst();
    assertThat(query.metricStat().metric().dimensions()).hasSize(1);
    assertThat(query.metricStat().stat()).isEqualTo("Average");

    assertThat(views.graph("Expression", lastHour()).orElseThrow().series())
        .as("only what is compared")
        .hasSize(1);
  }

  @Test
  void alarmsOfOtherStagesAreUnknown() {
    assertThat(views.find("gamekeeper-prod-HighErrorRate")).isEmpty();
    assertThat(views.find("")).isEmpty();
    assertThat(views.graph("Gone", lastHour())).isEmpty();
    assertThat(views.fire("gamekeeper-prod-HighErrorRate", AlarmState.OK, "kim"))
        .isEqualTo(new FireOutcome.Unknown());
    assertThat(cloudWatch.sets).isEmpty();
  }

  @Test
  void throttlingIsTheCallers() {
    cloudWatch.fault = FakeCloudWatch.error("Throttling", 400);

    assertThatThrownBy(() -> views.all(Optional.empty()))
        .isInstanceOfSatisfying(
            CloudWatchException.class, e -> assertThat(e.isThrottlingException()).isTrue());
  }

  // ---------------------------------------------------------------- drills

  @Test
  void anAlarmIsSetOffByName() {
    assertThat(views.fire("HighErrorRate", AlarmState.OK, "kim@studio"))
        .isEqualTo(
            new FireOutcome.Fired("gamekeeper-dev-HighErrorRate", AlarmState.OK, AlarmState.ALARM));
    assertThat(cloudWatch.sets)
        .singleElement()
        .satisfies(
            set -> {
              assertThat(set.alarmName()).isEqualTo("gamekeeper-dev-HighErrorRate");
              assertThat(set.stateValue()).isEqualTo(StateValue.ALARM);
              assertThat(set.stateReason()).contains("kim@studio");
            });
  }

  @Test
  void whatHasChangedIsNotSetOff() {
    assertThat(views.fire("HighErrorRate", AlarmState.INSUFFICIENT_DATA, "kim"))
        .isEqualTo(new FireOutcome.Changed(AlarmState.OK));
    assertThat(views.fire("PaymentsDelayed", AlarmState.ALARM, "kim"))
        .as("it is on already")
        .isEqualTo(new FireOutcome.Changed(AlarmState.ALARM));
    assertThat(cloudWatch.sets).isEmpty();
  }

  // ---------------------------------------------------------------- JSON

  @Test
  void jsonHasTheAgreedMembers() {
    JsonNode page =
        new JsonMapper()
            .valueToTree(
                new AlarmPage(
                    views.find("HighErrorRate").orElseThrow(),
                    List.of(new HistoryItem(SINCE, "Action", "a"))));

    assertThat(page.path("alarm").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "name",
            "state",
            "since",
            "kind",
            "severity",
            "owner",
            "dashboard",
            "runbook",
            "description",
            "condition",
            "reason",
            "suppressed",
            "actionsEnabled",
            "watches",
            "comparison",
            "threshold",
            "periodSeconds",
            "evaluationPeriods",
            "datapointsToAlarm",
            "missingData",
            "rule",
            "alarms");
    assertThat(page.at("/alarm/since").asText()).isEqualTo("2026-11-21T09:00:00Z");
    assertThat(page.at("/alarm/rule").isNull()).isTrue();
    assertThat(page.at("/history/0/at").asText()).isEqualTo("2026-11-21T09:00:00Z");
  }

  private TimeRange lastHour() {
    return TimeRange.hourBefore(time.instant());
  }
}
