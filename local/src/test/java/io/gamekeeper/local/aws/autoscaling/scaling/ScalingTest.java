package io.gamekeeper.local.aws.autoscaling.scaling;

import static io.gamekeeper.local.aws.autoscaling.scaling.ScalingFixture.arn;
import static io.gamekeeper.local.aws.autoscaling.scaling.ScalingFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Step and simple scaling, and policies that act together. */
final class ScalingTest {
  /** The guide's example of a policy that grows. */
  private static final String GROW =
      """
      'PolicyType': 'StepScaling', 'AdjustmentType': 'PercentChangeInCapacity',
      'EstimatedInstanceWarmup': 60, 'StepAdjustments': [
        {'MetricIntervalLowerBound': 0, 'MetricIntervalUpperBound': 10, 'ScalingAdjustment': 0},
        {'MetricIntervalLowerBound': 10, 'MetricIntervalUpperBound': 20, 'ScalingAdjustment': 10},
        {'MetricIntervalLowerBound': 20, 'ScalingAdjustment': 30}]
      """;

  private static final String SHRINK =
      """
      'PolicyType': 'StepScaling', 'AdjustmentType': 'ChangeInCapacity', 'StepAdjustments': [
        {'MetricIntervalUpperBound': 0, 'ScalingAdjustment': -3}]
      """;

  private final List<ScalingFixture> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(ScalingFixture::close);
  }

  private ScalingFixture group(int minimum, int desired, int maximum) {
    ScalingFixture fixture = new ScalingFixture(minimum, desired, maximum);
    opened.add(fixture);
    return fixture;
  }

  /** The guide, "Instance warmup". */
  @Test
  void instancesThatWarmUpDoNotMakeTheSameStepAddMore() throws Exception {
    ScalingFixture fixture = group(2, 10, 40);
    String grow = arn(fixture.provision(policy("Grow", GROW)), "Grow");

    fixture.alarm(grow, "busy", 50, 59.0);
    assertThat(fixture.group.desired).isEqualTo(10);
    fixture.alarm(grow, "busy", 50, 60.0);
    assertThat(fixture.group.desired).isEqualTo(11);
    fixture.alarm(grow, "busy", 50, 62.0);
    assertThat(fixture.group.desired).as("10 % of 10 have been added").isEqualTo(11);
    fixture.alarm(grow, "busy", 50, 70.0);
    assertThat(fixture.group.desired).as("30 % of 10").isEqualTo(13);

    fixture.time.advance(ScalingFixture.BOOT.plusSeconds(59));
    fixture.alarm(grow, "busy", 50, 70.0);
    assertThat(fixture.group.desired).as("30 % of 13, all of which have warmed up").isEqualTo(16);
    assertThat(fixture.group.changes.getFirst())
        .satisfies(change -> assertThat(change.alarm()).isEqualTo("busy"))
        .satisfies(change -> assertThat(change.state()).isEqualTo("ALARM"))
        .satisfies(change -> assertThat(change.policy()).startsWith("Dev-App-Grow-"));
  }

  @Test
  void theStepIsThatOfTheDatapointsTakenTogether() throws Exception {
    ScalingFixture fixture = group(2, 10, 40);
    Resources resources =
        fixture.provision(
            policy("Average", GROW)
                + ","
                + policy("Greatest", "'MetricAggregationType': 'Maximum'," + GROW)
                + ","
                + policy("Least", "'MetricAggregationType': 'Minimum'," + GROW));

    fixture.alarm(arn(resources, "Least"), "busy", 50, 51.0, 72.0);
    assertThat(fixture.group.desired).isEqualTo(10);
    fixture.alarm(arn(resources, "Average"), "busy", 50, 51.0, 72.0);
    assertThat(fixture.group.desired).isEqualTo(11);
    fixture.alarm(arn(resources, "Greatest"), "busy", 50, 51.0, 72.0);
    assertThat(fixture.group.desired).isEqualTo(13);
  }

  @Test
  void aGroupStaysWithinItsLimits() throws Exception {
    ScalingFixture fixture = group(3, 4, 5);
    Resources resources =
        fixture.provision(
            policy("Grow", GROW.replace("30", "300")) + "," + policy("Shrink", SHRINK));

    fixture.alarm(arn(resources, "Grow"), "busy", 50, 90.0);
    assertThat(fixture.group.desired).isEqualTo(5);
    fixture.time.advance(Duration.ofMinutes(5));
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).isEqualTo(3);
  }

  @Test
  void aGroupDoesNotShrinkWhileItGrowsAndInstancesThatLeaveAreNotTakenOffTwice() throws Exception {
    ScalingFixture fixture = group(2, 10, 40);
    Resources resources = fixture.provision(policy("Grow", GROW) + "," + policy("Shrink", SHRINK));
    fixture.alarm(arn(resources, "Grow"), "busy", 50, 60.0);

    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).as("one starts").isEqualTo(11);
    fixture.time.advance(ScalingFixture.BOOT.plusSeconds(30));
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).as("one warms up").isEqualTo(11);
    fixture.time.advance(Duration.ofMinutes(1));
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).isEqualTo(8);
    fixture.time.advance(Duration.ofMinutes(1));
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).as("three are leaving").isEqualTo(8);
    fixture.time.advance(ScalingFixture.DRAIN);
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).isEqualTo(5);
  }

  /** The guide, "How multiple dynamic scaling policies work together". */
  @Test
  void ofTwoPoliciesAtOnceTheLargerCapacityWinsBothWays() throws Exception {
    ScalingFixture fixture = group(2, 8, 40);
    Resources resources =
        fixture.provision(
            policy("One", "'AdjustmentType': 'ChangeInCapacity', 'ScalingAdjustment': 1")
                + ","
                + policy("Quarter", GROW.replace("30", "25"))
                + ","
                + policy("Three", SHRINK)
                + ","
                + policy(
                    "QuarterLess",
                    SHRINK.replace("ChangeIn", "PercentChangeIn").replace("-3", "-25")));

    fixture.ring(arn(resources, "One"), "busy", 50, 90.0);
    fixture.ring(arn(resources, "Quarter"), "very-busy", 50, 90.0);
    fixture.ring(arn(resources, "Three"), "idle", 20, 3.0);
    fixture.time.advance(Duration.ofSeconds(1));
    assertThat(fixture.group.desired).isEqualTo(10);
    assertThat(fixture.group.changes)
        .singleElement()
        .extracting(Change::alarm)
        .isEqualTo("very-busy");

    fixture.time.advance(Duration.ofMinutes(10));
    fixture.ring(arn(resources, "Three"), "idle", 20, 3.0);
    fixture.ring(arn(resources, "QuarterLess"), "quiet", 20, 3.0);
    fixture.time.advance(Duration.ofSeconds(1));
    assertThat(fixture.group.desired).as("25 % of 10 are 2").isEqualTo(8);
  }

  @Test
  void aGroupDoesNotShrinkWhileAnAlarmStillMakesAnotherPolicyGrow() throws Exception {
    ScalingFixture fixture = group(2, 8, 8);
    Resources resources = fixture.provision(policy("Grow", GROW) + "," + policy("Shrink", SHRINK));
    fixture.alarms.set("busy", State.ALARM);
    fixture.alarm(arn(resources, "Grow"), "busy", 50, 90.0);

    fixture.time.advance(Duration.ofSeconds(30));
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.changes).isEmpty();
    fixture.alarms.set("busy", State.OK);
    fixture.alarm(arn(resources, "Shrink"), "idle", 20, 3.0);
    assertThat(fixture.group.desired).isEqualTo(5);
  }

  @Test
  void aSimplePolicyWaitsForItsInstancesAndThenForTheCooldown() throws Exception {
    ScalingFixture fixture = group(2, 4, 40);
    Resources resources =
        fixture.provision(
            policy(
                    "Own",
                    "'AdjustmentType': 'ChangeInCapacity', 'ScalingAdjustment': 2, 'Cooldown': '100'")
                + ","
                + policy("Exact", "'AdjustmentType': 'ExactCapacity', 'ScalingAdjustment': 9")
                + ","
                + policy("Grow", GROW));
    fixture.alarm(arn(resources, "Own"), "busy", 50, 90.0);
    assertThat(fixture.group.desired).isEqualTo(6);

    fixture.time.advance(ScalingFixture.BOOT.plusSeconds(98));
    fixture.ring(arn(resources, "Own"), "busy", 50, 90.0);
    fixture.alarm(arn(resources, "Exact"), "busy", 50, 90.0);
    assertThat(fixture.group.desired).as("a second before the cooldown is over").isEqualTo(6);
    fixture.alarm(arn(resources, "Exact"), "busy", 50, 90.0);
    assertThat(fixture.group.desired).isEqualTo(9);

    fixture.time.advance(ScalingFixture.BOOT.plusSeconds(290));
    fixture.alarm(arn(resources, "Own"), "busy", 50, 90.0);
    assertThat(fixture.group.desired).as("the group's cooldown of 300 s").isEqualTo(9);
    fixture.alarm(arn(resources, "Grow"), "busy", 50, 90.0);
    assertThat(fixture.group.desired).as("steps do not wait").isEqualTo(11);
  }

  @Test
  void aSimplePolicyWithAShortCooldownStillWaitsForItsInstances() throws Exception {
    ScalingFixture fixture = group(2, 4, 40);
    String quick =
        arn(
            fixture.provision(
                policy(
                    "Quick",
                    "'AdjustmentType': 'ChangeInCapacity', 'ScalingAdjustment': 1, 'Cooldown': 5")),
            "Quick");
    fixture.alarm(quick, "busy", 50, 90.0);

    fixture.time.advance(Duration.ofSeconds(10));
    fixture.alarm(quick, "busy", 50, 90.0);
    assertThat(fixture.group.desired).isEqualTo(5);
    fixture.time.advance(ScalingFixture.BOOT);
    fixture.alarm(quick, "busy", 50, 90.0);
    assertThat(fixture.group.desired).isEqualTo(6);
  }

  @Test
  void aPolicyIsCalledByAlarmsThatHaveAValueForIt() throws Exception {
    ScalingFixture fixture = group(2, 4, 40);
    String grow = arn(fixture.provision(policy("Grow", GROW)), "Grow");
    Target target = fixture.target(grow);

    assertThat(grow)
        .matches(
            "arn:aws:autoscaling:eu-central-1:000000000000:scalingPolicy:[0-9a-f-]{36}"
                + ":autoScalingGroupName/servers:policyName/Dev-App-Grow-[0-9A-F]+");
    assertThat(target.refusal("cloudwatch.amazonaws.com", "arn:aws:cloudwatch:x:1:alarm:busy"))
        .isEmpty();
    assertThat(target.refusal("events.amazonaws.com", "arn:aws:events:x:1:rule/r")).isPresent();
    assertThatThrownBy(() -> target.take(AlarmCalls.of("idle", 50, List.of(49.0))))
        .isInstanceOf(NotTakenException.class)
        .hasMessageMatching("Dev-App-Grow-\\S+ has no step for .* \\[49.0] of the alarm idle");
    assertThatThrownBy(() -> target.take(AlarmCalls.of("idle", 50, List.of())))
        .isInstanceOf(NotTakenException.class);
    for (String other : List.of("{}", "no JSON")) {
      assertThatThrownBy(() -> target.take(Call.of(other, "cloudwatch.amazonaws.com")))
          .hasMessage("policies are called by alarms only");
    }
    assertThat(fixture.time.ground().targets().find(grow + "x")).isEmpty();
  }
}
