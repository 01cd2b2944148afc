package io.gamekeeper.local.aws.autoscaling.scaling;

import static io.gamekeeper.local.aws.autoscaling.scaling.ScalingFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.template.Fidelity;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.ResourceStatus;
import io.gamekeeper.local.template.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies that AWS would refuse, each with the property that is wrong. */
final class RefusedPoliciesTest {
  private static final String STEP =
      "'PolicyType': 'StepScaling', 'AdjustmentType': 'PercentChangeInCapacity', 'StepAdjustments':"
          + " [{'MetricIntervalLowerBound': 0, 'ScalingAdjustment': 20}]";
  private static final String TRACK =
      "'PolicyType': 'TargetTrackingScaling', 'TargetTrackingConfiguration': {'TargetValue': 50,"
          + " 'PredefinedMetricSpecification': {'PredefinedMetricType': 'ASGAverageNetworkIn'}}";
  private static final String CUSTOM =
      "'PolicyType': 'TargetTrackingScaling', 'TargetTrackingConfiguration': {'TargetValue': 50,"
          + " 'CustomizedMetricSpecification': {'Namespace': 'Game', 'MetricName': 'Players',"
          + " 'Statistic': 'Average'}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'PolicyType': 'StepScaling'|'PolicyType': 'Steps'|.PolicyType is Steps; it is one of [S",
        "'PolicyType': 'StepScaling',||.StepAdjustments does not belong to a policy of the type Si",
        "PercentChangeInCapacity|Percent|.AdjustmentType is Percent, which is not an adjustment",
        "'AdjustmentType': 'PercentChangeInCapacity',||.AdjustmentType is missing",
        "'StepAdj|'Cooldown': '60', 'StepAdj|.Cooldown does not belong to a policy of the type St",
        "'StepAdj|'ScalingAdjustment': 1, 'StepAdj|.ScalingAdjustment does not belong to",
        "'StepAdj|'TargetTrackingConfiguration': {}, 'StepAdj|.TargetTrackingConfiguration does no",
        "'StepAdj|'PredictiveScalingConfiguration': {}, 'StepAdj|.PredictiveScalingConfiguration d",
        "'StepAdj|'MinAdjustmentMagnitude': 0, 'StepAdj|.MinAdjustmentMagnitude is 0 instead of 1",
        "'StepAdj|'EstimatedInstanceWarmup': -1, 'StepAdj|.EstimatedInstanceWarmup is -1, which",
        "'StepAdj|'MetricAggregationType': 'Sum', 'StepAdj|.MetricAggregationType is Sum instead",
        "PercentChangeInCapacity',|ChangeInCapacity', 'MinAdjustmentMagnitude': 1,|.MinAdjustmentMa"
            + "gnitude belongs to PercentChangeInCapacity, not to ChangeInCapacity",
        "PercentChangeInCapacity|ExactCapacity|",
        "'ScalingAdjustment': 20|'ScalingAdjustment': 2.5|.StepAdjustments[0].ScalingAdjustment is",
        "'MetricIntervalLowerBound': 0,||.StepAdjustments has a step without bounds",
        "Bound': 0,|Bound': 'x',|.StepAdjustments[0].MetricIntervalLowerBound is x instead of a n",
        "Bound': 0,|Bound': 5, 'MetricIntervalUpperBound': 5,|has a step from 5.0 to 5.0, which is",
        "Bound': 0,|Bound': 0, 'MetricIntervalUpperBound': 9,|.StepAdjustments ends above the thr",
        "Bound': 0,|Bound': -9,|.StepAdjustments begins below the threshold, but has no step with",
        "}]|}, {'MetricIntervalLowerBound': 9, 'ScalingAdjustment': 1}]|that overlap between 9.0 a",
        "0,|0, 'MetricIntervalUpperBound': 5, 'ScalingAdjustment': 1}, {'MetricIntervalLowerBound':"
            + " 9,|.StepAdjustments has steps that leave a gap between 5.0 and 9.0",
        "[{'MetricIntervalLowerBound': 0, 'ScalingAdjustment': 20}]|[]|has 0 steps; a policy has 1",
      })
  void aStepPolicySaysWhatItMaySay(String text, String replacement, String problem) {
    check(STEP, text, replacement, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'TargetValue': 50,||.TargetTrackingConfiguration.TargetValue is missing",
        "'TargetValue': 50|'TargetValue': 0|.TargetTrackingConfiguration.TargetValue is 0.0 instea",
        "'TargetTrackingC|'AdjustmentType': 'ExactCapacity', 'TargetTrackingC|.AdjustmentType does not bel",
        "'TargetTrackingC|'StepAdjustments': [], 'TargetTrackingC|.StepAdjustments does not belong to a po",
        "ASGAverageNetworkIn|ASGAverageNetwork|.PredefinedMetricType is ASGAverageNetwork, which i",
        "ASGAverageNetworkIn'|ASGAverageNetworkIn', 'ResourceLabel': 'x'|.ResourceLabel belongs to",
        "ASGAverageNetworkIn'|ALBRequestCountPerTarget', 'ResourceLabel': 'x'|.ResourceLabel is \"x",
        "ASGAverageNetworkIn|ALBRequestCountPerTarget|.ResourceLabel is \"\" instead of app/NAME/ID/",
        "'Predefined|'CustomizedMetricSpecification': {}, 'Predefined|.CustomizedMetricSpecificatio"
            + "n or PredefinedMetricSpecification has to be given, and only one of them",
      })
  void aPredefinedMetricIsOneThatAutoScalingKnows(String text, String replacement, String problem) {
    check(TRACK, text, replacement, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Average'|'p99'|.CustomizedMetricSpecification.Statistic is p99; it is one of [Average, M",
        "'Average'|'Average', 'Period': 20|.CustomizedMetricSpecification.Period is 20; it is one",
        "'Average'|'Average', 'Metrics': [{}]|.CustomizedMetricSpecification.Metrics has metric ma",
        "'Namespace': 'Game',||.CustomizedMetricSpecification.Namespace is missing",
        "'Game'|'AWS/EC2', 'Dimensions': [{'Name': 'AutoScalingGroupName', 'Value': 'gone'}]|.Custo"
            + "mizedMetricSpecification has AutoScalingGroupName=gone, which AWS/EC2 does not",
      })
  void aCustomizedMetricIsOneThatCanBeTracked(String text, String replacement, String problem) {
    check(CUSTOM, text, replacement, problem);
  }

  private static void check(String properties, String text, String replacement, String problem) {
    assertThat(properties).contains(text);
    String changed = properties.replace(text, replacement == null ? "" : replacement);
    try (ScalingFixture fixture = new ScalingFixture(1, 2, 4)) {
      if (problem == null) {
        fixture.provision(policy("Policy", changed));
        return;
      }
      assertThatThrownBy(() -> fixture.provision(policy("Policy", changed)))
          .isInstanceOf(ProvisioningException.class)
          .hasMessageContaining("App/Policy.Properties.")
          .hasMessageContaining(problem);
    }
  }

  @Test
  void aGroupIsThereAndHasOnePolicyPerTrackedMetric() {
    try (ScalingFixture fixture = new ScalingFixture(1, 2, 4)) {
      fixture.time.ground().watched().add("AWS/EC2", "AutoScalingGroupName", "servers");

      assertThatThrownBy(() -> fixture.provision(policy("Policy", STEP).replace("servers", "gone")))
          .hasMessageContaining(
              "Properties.AutoScalingGroupName names the group gone, which does not exist");
      assertThatThrownBy(() -> fixture.provision(policy("One", TRACK) + "," + policy("Two", TRACK)))
          .hasMessageContaining(
              "PredefinedMetricSpecification is tracked by another policy of servers already");
    }
  }

  @Test
  void aNegativeCapacityIsNone() {
    try (ScalingFixture fixture = new ScalingFixture(1, 2, 4)) {
      assertThatThrownBy(
              () ->
                  fixture.provision(
                      policy(
                          "Policy", "'AdjustmentType': 'ExactCapacity', 'ScalingAdjustment': -1")))
          .hasMessageContaining("Properties.ScalingAdjustment is -1, which is not a capacity");
    }
  }

  @Test
  void aForecastIsListedAsNotMade() {
    try (ScalingFixture fixture = new ScalingFixture(1, 2, 4)) {
      Resources resources =
          fixture.provision(
              policy(
                  "Forecast",
                  "'PolicyType': 'PredictiveScaling', 'PredictiveScalingConfiguration': {'Mode':"
                      + " 'ForecastOnly'}"));

      ResourceStatus status = resources.status().getFirst();
      assertThat(status.fidelity()).isEqualTo(Fidelity.NAME_ONLY);
      assertThat(status.summary()).startsWith("the stage makes no forecasts");
      assertThat(fixture.time.ground().targets().find(ScalingFixture.arn(resources, "Forecast")))
          .isEmpty();
    }
  }
}
