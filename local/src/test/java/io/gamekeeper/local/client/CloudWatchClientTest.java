package io.gamekeeper.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.cloudwatch.CloudWatch;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

final class CloudWatchClientTest {
  private static final MetricName CALLS = new MetricName("Game", "Calls", Map.of("Service", "a"));
  private static final MetricName FAULTS = new MetricName("Game", "Faults", Map.of("Service", "a"));
  private static final String TEMPLATE =
      """
      {'Resources': {
        'High': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
          'AlarmName': 'high', 'Namespace': 'Game', 'MetricName': 'Calls', 'Statistic': 'Sum',
          'Period': 60, 'EvaluationPeriods': 1, 'Threshold': 1,
          'ComparisonOperator': 'GreaterThanThreshold'}},
        'Both': {'Type': 'AWS::CloudWatch::CompositeAlarm', 'Properties': {
          'AlarmName': 'both', 'AlarmRule': 'ALARM(high)'}},
        'Board': {'Type': 'AWS::CloudWatch::Dashboard', 'Properties': {
          'DashboardName': 'board', 'DashboardBody': '{\\\\"widgets\\\\":[]}'}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final CloudWatchClient client;

  CloudWatchClientTest() {
    Services services = new Services(time.ground());
    CloudWatch cloudWatch = services.add(new CloudWatch(time.ground()));
    Provisioning.provision(services.resourceTypes(), TEMPLATE.replace("\\\\\"", "\\\""));
    services.start();
    client =
        (CloudWatchClient)
            cloudWatch.operations().getFirst().clientFor(Callers.allowed("cloudwatch:*", "*"));
  }

  @BeforeEach
  void measure() {
    for (int i = 0; i < 4; i++) {
      for (int call = 0; call <= i; call++) {
        time.ground().metrics().record(CALLS, "Count", false, 1);
      }
      time.ground().metrics().record(FAULTS, "Count", false, i % 2);
      time.advance(Duration.ofMinutes(1));
    }
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void statisticsAndExpressionsAreRead() {
    GetMetricDataResponse response =
        data(
            stat("calls", "Calls", "Sum", 60, false),
            stat("faults", "Faults", "Sum", 60, true),
            MetricDataQuery.builder().id("rate").expression("100 * faults / calls").build());

    assertThat(response.metricDataResults())
        .extracting(MetricDataResult::id)
        .containsExactly("faults", "rate");
    assertThat(response.metricDataResults().get(0).values()).containsExactly(0.0, 1.0, 0.0, 1.0);
    assertThat(response.metricDataResults().get(1).values()).containsExactly(0.0, 50.0, 0.0, 25.0);
    assertThat(response.metricDataResults().get(1).timestamps())
        .startsWith(LedTime.START, LedTime.START.plusSeconds(60));
  }

  @Test
  void longerPeriodsAddUpAndOtherMetricsAreEmpty() {
    GetMetricDataResponse response =
        data(stat("calls", "Calls", "Sum", 120, true), stat("gone", "Gone", "Sum", 60, true));

    assertThat(response.metricDataResults().get(0).values()).containsExactly(3.0, 7.0);
    assertThat(response.metricDataResults().get(1).values()).isEmpty();
  }

  @Test
  void manyPointsComePageByPage() {
    GetMetricDataResponse first =
        client.getMetricData(
            request ->
                request
                    .metricDataQueries(
                        stat("a", "Calls", "Sum", 60, true), stat("b", "Faults", "Sum", 60, true))
                    .startTime(LedTime.START)
                    .endTime(time.instant())
                    .maxDatapoints(5));
    assertThat(first.metricDataResults()).extracting(MetricDataResult::id).containsExactly("a");
    GetMetricDataResponse second =
        client.getMetricData(
            request ->
                request
                    .metricDataQueries(
                        stat("a", "Calls", "Sum", 60, true), stat("b", "Faults", "Sum", 60, true))
                    .startTime(LedTime.START)
                    .endTime(time.instant())
                    .nextToken(first.nextToken()));
    assertThat(second.metricDataResults()).extracting(MetricDataResult::id).containsExactly("b");
    assertThat(second.nextToken()).isNull();
  }

  @Test
  void whatCannotBeReadIsRefused() {
    refused("the stage simulates searches such as", expression("SEARCH('x', 'Sum')"));
    refused("gone, which is not a known query's id", expression("gone + 1"));
    refused("tm99 for parameter Stat", stat("m", "Calls", "tm99", 60, true));
    refused("Period must be", stat("m", "Calls", "Sum", 61, true));
    refused("two queries have the id m", expression("1"), stat("m", "Calls", "Sum", 60, true));
    assertThatThrownBy(
            () ->
                client.getMetricData(
                    request ->
                        request
                            .metricDataQueries(stat("m", "Calls", "Sum", 60, true))
                            .startTime(Instant.EPOCH)
                            .endTime(Instant.EPOCH)))
        .hasMessageContaining("StartTime must be before EndTime");
  }

  private static MetricDataQuery expression(String text) {
    return MetricDataQuery.builder()
        .id("m")
        .expression(text.equals("1") ? "TIME_SERIES(1)" : text)
        .build();
  }

  private void refused(String problem, MetricDataQuery... queries) {
    assertThatThrownBy(() -> data(queries))
        .isInstanceOf(CloudWatchException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aSearchFindsTheMetricsThatAreLikeIt() {
    GetMetricDataResponse response =
        data(expression("SEARCH('{Game,Service} MetricName=\"Calls\"', 'Sum', 120)"));

    assertThat(response.metricDataResults())
        .singleElement()
        .satisfies(found -> assertThat(found.values()).containsExactly(3.0, 7.0))
        .satisfies(found -> assertThat(found.label()).isEqualTo("a"));
    assertThat(data(expression("SEARCH('{Game} MetricName=\"Calls\"', 'Sum', 60)")))
        .satisfies(none -> assertThat(none.metricDataResults()).isEmpty());
  }

  @Test
  void metricsAreListed() {
    assertThat(client.listMetrics(request -> request.namespace("Game")).metrics())
        .extracting(metric -> metric.metricName())
        .containsExactly("Calls", "Faults");
    assertThat(
            client
                .listMetrics(
                    request ->
                        request.dimensions(DimensionFilter.builder().name("Nothing").build()))
                .metrics())
        .isEmpty();
  }

  @Test
  void alarmsAreDescribedWithTheirHistory() {
    assertThat(client.describeAlarms().metricAlarms())
        .extracting(alarm -> alarm.alarmName(), alarm -> alarm.stateValue())
        .containsExactly(tuple("high", StateValue.INSUFFICIENT_DATA));
    assertThat(
            client
                .describeAlarms(
                    request ->
                        request.alarmTypes(AlarmType.COMPOSITE_ALARM).parentsOfAlarmName("high"))
                .compositeAlarms())
        .extracting(alarm -> alarm.alarmName(), alarm -> alarm.alarmRule())
        .containsExactly(tuple("both", "ALARM(high)"));

    client.setAlarmState(
        request ->
            request.alarmName("high").stateValue(StateValue.ALARM).stateReason("tried by hand"));
    assertThat(
            client.describeAlarms(request -> request.stateValue(StateValue.ALARM)).metricAlarms())
        .singleElement()
        .satisfies(alarm -> assertThat(alarm.stateReason()).isEqualTo("tried by hand"));
    assertThat(
            client
                .describeAlarmHistory(
                    request ->
                        request.alarmName("high").historyItemType(HistoryItemType.STATE_UPDATE))
                .alarmHistoryItems())
        .extracting(item -> item.historySummary())
        .first()
        .isEqualTo("Alarm updated from INSUFFICIENT_DATA to ALARM");
    time.advance(Duration.ofMinutes(1));
    assertThat(client.describeAlarms().metricAlarms().getFirst().stateValue())
        .as("until the next evaluation")
        .isEqualTo(StateValue.INSUFFICIENT_DATA);
    assertThatThrownBy(
            () ->
                client.setAlarmState(
                    request ->
                        request.alarmName("gone").stateValue(StateValue.OK).stateReason("none")))
        .hasMessageContaining("Alarm gone does not exist");
  }

  @Test
  void actionsAreSwitchedOff() {
    client.disableAlarmActions(request -> request.alarmNames("high"));
    assertThat(client.describeAlarms().metricAlarms().getFirst().actionsEnabled()).isFalse();
    client.enableAlarmActions(request -> request.alarmNames("high"));
    assertThat(client.describeAlarms().metricAlarms().getFirst().actionsEnabled()).isTrue();
  }

  @Test
  void dashboardsAreRead() {
    assertThat(client.listDashboards().dashboardEntries())
        .extracting(entry -> entry.dashboardName())
        .containsExactly("board");
    assertThat(client.getDashboard(request -> request.dashboardName("board")).dashboardBody())
        .isEqualTo("{\"widgets\":[]}");
    assertThatThrownBy(() -> client.getDashboard(request -> request.dashboardName("gone")))
        .hasMessageContaining("Dashboard gone does not exist");
  }

  private GetMetricDataResponse data(MetricDataQuery... queries) {
    return client.getMetricData(
        request ->
            request
                .metricDataQueries(queries)
                .startTime(LedTime.START)
                .endTime(time.instant())
                .scanBy(ScanBy.TIMESTAMP_ASCENDING));
  }

  private static MetricDataQuery stat(
      String id, String metric, String statistic, int period, boolean returned) {
    return MetricDataQuery.builder()
        .id(id)
        .returnData(returned)
        .metricStat(
            stat ->
                stat.metric(
                        name ->
                            name.namespace("Game")
                                .metricName(metric)
                                .dimensions(Dimension.builder().name("Service").value("a").build()))
                    .period(period)
                    .stat(statistic))
        .build();
  }
}
