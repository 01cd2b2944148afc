package io.gamekeeper.local.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** Who may look at which alarms and dashboards, and set off which. */
final class CloudWatchAccessTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALARMS = "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:";
  private static final String DASHBOARDS = "arn:aws:cloudwatch::000000000000:dashboard/";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Dev': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {
          'AlarmName': 'gamekeeper-dev-High', 'Namespace': 'Game', 'MetricName': 'Calls',
          'Statistic': 'Sum', 'Period': 60, 'EvaluationPeriods': 1, 'Threshold': 1,
          'ComparisonOperator': 'GreaterThanThreshold'}},
        'Prod': {'Type': 'AWS::CloudWatch::CompositeAlarm', 'Properties': {
          'AlarmName': 'gamekeeper-prod-All', 'AlarmRule': 'ALARM(gamekeeper-dev-High)'}},
        'Board': {'Type': 'AWS::CloudWatch::Dashboard', 'Properties': {
          'DashboardName': 'gamekeeper-dev-Board', 'DashboardBody': '{\\\\"widgets\\\\":[]}'}},
        'Other': {'Type': 'AWS::CloudWatch::Dashboard', 'Properties': {
          'DashboardName': 'gamekeeper-prod-Board', 'DashboardBody': '{\\\\"widgets\\\\":[]}'}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());

  CloudWatchAccessTest() {
    services.add(new CloudWatch(time.ground()));
    Provisioning.provision(services.resourceTypes(), TEMPLATE.replace("\\\\\"", "\\\""));
    services.start();
  }

  @AfterEach
  void close() {
    time.close();
  }

  private CloudWatchClient allowed(String... resources) throws JsonProcessingException {
    AccessControl roles = time.ground().roles();
    String arn = "arn:aws:iam::000000000000:role/Operator";
    roles.createRole(
        arn,
        "Operator",
        Policy.parse(
            "trust",
            JSON.readTree("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    roles.attach(
        "Operator",
        Policy.parse(
            "policy",
            JSON.readTree(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"cloudwatch:*\",\"Resource\":%s}}"
                    .formatted(JSON.writeValueAsString(resources)))));
    return time.ground()
        .world()
        .client(
            new FunctionIdentity("Console", "console", roles.role(arn).orElseThrow(), List.of()),
            CloudWatchClient.class);
  }

  @Test
  void oneWhoMaySetOffAStagesAlarmsMaySetOffNoOthers() throws Exception {
    CloudWatchClient client = allowed(ALARMS + "gamekeeper-dev-*");

    client.setAlarmState(
        set ->
            set.alarmName("gamekeeper-dev-High").stateValue(StateValue.ALARM).stateReason("drill"));
    client.disableAlarmActions(names -> names.alarmNames("gamekeeper-dev-High"));
    assertThat(
            client.describeAlarms(names -> names.alarmNames("gamekeeper-dev-High")).metricAlarms())
        .extracting(alarm -> alarm.stateReason(), alarm -> alarm.actionsEnabled())
        .containsExactly(tuple("drill", false));

    denied(
        "SetAlarmState on resource: " + ALARMS + "gamekeeper-prod-All",
        () ->
            client.setAlarmState(
                set ->
                    set.alarmName("gamekeeper-prod-All")
                        .stateValue(StateValue.ALARM)
                        .stateReason("drill")));
    denied(
        "EnableAlarmActions",
        () ->
            client.enableAlarmActions(
                names -> names.alarmNames("gamekeeper-dev-High", "gamekeeper-prod-All")));
    denied("DescribeAlarms on resource: " + ALARMS + "*", client::describeAlarms);
  }

  @Test
  void compositeAlarmsAreDescribedToThoseWhoMayDescribeEverything() throws Exception {
    CloudWatchClient client = allowed(ALARMS + "*");

    assertThat(client.describeAlarms().metricAlarms()).hasSize(1);
    assertThat(client.describeAlarmHistory().alarmHistoryItems())
        .as("of metric alarms, as no type is named")
        .extracting(item -> item.alarmName())
        .containsOnly("gamekeeper-dev-High");
    denied(
        "DescribeAlarms on resource: *",
        () -> client.describeAlarms(types -> types.alarmTypes(AlarmType.COMPOSITE_ALARM)));
    denied(
        "DescribeAlarmHistory on resource: *",
        () -> client.describeAlarmHistory(types -> types.alarmTypes(AlarmType.COMPOSITE_ALARM)));

    CloudWatchClient all = allowed("*");
    assertThat(
            all.describeAlarms(types -> types.alarmTypes(AlarmType.COMPOSITE_ALARM))
                .compositeAlarms())
        .hasSize(1);
  }

  @Test
  void dashboardsAreResourcesAndListsAndMetricsAreNone() throws Exception {
    CloudWatchClient client = allowed(DASHBOARDS + "gamekeeper-dev-*");

    assertThat(
            client
                .getDashboard(named -> named.dashboardName("gamekeeper-dev-Board"))
                .dashboardBody())
        .isNotEmpty();
    denied(
        "GetDashboard on resource: " + DASHBOARDS + "gamekeeper-prod-Board",
        () -> client.getDashboard(named -> named.dashboardName("gamekeeper-prod-Board")));
    denied("ListDashboards on resource: *", client::listDashboards);
    denied("ListMetrics on resource: *", client::listMetrics);

    assertThat(allowed("*").listDashboards().dashboardEntries())
        .extracting(entry -> entry.lastModified())
        .containsExactly(LedTime.START, LedTime.START);
  }

  @Test
  void whatAStageNeedsIsItsOwn() {
    assertThat(services.access("cloudwatch:SetAlarmState", "dev"))
        .containsExactly(
            new Access.ByRole("cloudwatch:SetAlarmState", ALARMS + "gamekeeper-dev-High"));
    assertThat(services.access("cloudwatch:GetDashboard", "dev"))
        .containsExactly(
            new Access.ByRole("cloudwatch:GetDashboard", DASHBOARDS + "gamekeeper-dev-Board"));
    for (String action :
        List.of("DescribeAlarms", "DescribeAlarmHistory", "ListDashboards", "GetMetricData")) {
      assertThat(services.access("cloudwatch:" + action, "dev"))
          .containsExactly(new Access.ByRole("cloudwatch:" + action, "*"));
    }
    assertThat(services.access("cloudwatch:PutMetricData", "Game").getFirst().resource())
        .isEqualTo("*");
  }

  @Test
  void requestsThatCloudWatchRefusesAreRefused() throws Exception {
    CloudWatchClient client = allowed("*");

    assertThatThrownBy(() -> client.describeAlarms(ask -> ask.alarmNames("a").alarmNamePrefix("b")))
        .hasMessageContaining("cannot be used together");
    assertThatThrownBy(() -> client.describeAlarms(ask -> ask.maxRecords(101)))
        .hasMessageContaining("MaxRecords");
    assertThatThrownBy(() -> client.describeAlarmHistory(ask -> ask.maxRecords(0)))
        .hasMessageContaining("MaxRecords");
  }

  private static void denied(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CloudWatchException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              assertThat(e.awsErrorDetails().errorMessage()).contains(message);
            });
  }
}
