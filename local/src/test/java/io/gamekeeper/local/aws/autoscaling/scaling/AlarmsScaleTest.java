package io.gamekeeper.local.aws.autoscaling.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.aws.cloudwatch.CloudWatch;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies, and alarms as CloudWatch evaluates them: nothing here is a fake but the group. */
final class AlarmsScaleTest {
  private static final MetricName PLAYERS =
      new MetricName("Game", "Players", Map.of("Service", "server"));
  private static final MetricName SURGE = new MetricName("Game", "Surge", Map.of());
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Follow': {'Type': 'AWS::AutoScaling::ScalingPolicy', 'Properties': {
          'AutoScalingGroupName': 'servers', 'PolicyType': 'TargetTrackingScaling',
          'TargetTrackingConfiguration': {'TargetValue': 100, 'CustomizedMetricSpecification': {
            'Namespace': 'Game', 'MetricName': 'Players', 'Statistic': 'Average', 'Unit': 'Count',
            'Dimensions': [{'Name': 'Service', 'Value': 'server'}]}}}},
        'Early': {'Type': 'AWS::AutoScaling::ScalingPolicy', 'Properties': {
          'AutoScalingGroupName': 'servers', 'PolicyType': 'StepScaling',
          'AdjustmentType': 'PercentChangeInCapacity', 'MinAdjustmentMagnitude': 1,
          'EstimatedInstanceWarmup': 60, 'MetricAggregationType': 'Maximum',
          'StepAdjustments': [{'MetricIntervalLowerBound': 0, 'ScalingAdjustment': 20}]}},
        'Surge': {'Type': 'AWS::CloudWatch::Alarm', 'Properties': {'AlarmName': 'surge',
          'Namespace': 'Game', 'MetricName': 'Surge', 'Statistic': 'Maximum', 'Period': 10,
          'EvaluationPeriods': 1, 'Threshold': 1200, 'TreatMissingData': 'notBreaching',
          'ComparisonOperator': 'GreaterThanOrEqualToThreshold',
          'AlarmActions': [{'Ref': 'Early'}]}}
      }}
      """;

  private final ScalingFixture fixture = new ScalingFixture(2, 2, 6);
  private Resources resources;

  @BeforeEach
  void open() {
    Services services = new Services(fixture.time.ground());
    services.add(new CloudWatch(fixture.time.ground()));
    resources =
        Provisioning.provision(
            List.of(
                fixture.resourceType(),
                services.resourceTypes().stream()
                    .filter(type -> type.type().equals("AWS::CloudWatch::Alarm"))
                    .findFirst()
                    .orElseThrow()),
            TEMPLATE);
    services.start();
  }

  @AfterEach
  void close() {
    resources.close();
    fixture.close();
  }

  private void minute(double total) {
    for (int i = 0; i < 6; i++) {
      fixture
          .time
          .ground()
          .metrics()
          .record(PLAYERS, "Count", false, total / fixture.group.serving());
      fixture.time.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void aGroupFollowsItsPlayersByTheAlarmsOfItsPolicy() {
    List<Integer> sizes = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      minute(minute < 10 ? 200 : minute < 30 ? 520 : 150);
      sizes.add(fixture.group.desired);
    }

    assertThat(fixture.time.errors().newest()).isEmpty();
    assertThat(fixture.group.changes).extracting(Change::desired).containsExactly(6, 2);
    assertThat(sizes.indexOf(6)).as("after three minutes above").isBetween(12, 14);
    assertThat(sizes.lastIndexOf(6)).as("until fifteen minutes below").isBetween(43, 46);
  }

  @Test
  void aSurgeOfSecondsAddsAServerAndAnotherWhileItLasts() {
    minute(150);
    for (int i = 0; i < 15; i++) {
      fixture.time.ground().metrics().record(SURGE, "Count/Second", true, 1300);
      fixture.time.advance(Duration.ofSeconds(10));
    }

    assertThat(fixture.group.changes).extracting(Change::alarm).containsOnly("surge");
    assertThat(fixture.group.changes).extracting(Change::desired).containsExactly(3, 4);
  }
}
