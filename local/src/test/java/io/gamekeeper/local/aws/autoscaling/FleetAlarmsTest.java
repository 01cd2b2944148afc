package io.gamekeeper.local.aws.autoscaling;

import static io.gamekeeper.local.aws.autoscaling.FleetFixture.ON_DEMAND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.aws.autoscaling.Activity.Status;
import io.gamekeeper.local.aws.autoscaling.FleetFixture.Variant;
import io.gamekeeper.local.aws.autoscaling.scaling.AlarmCalls;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.template.ProvisioningException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What alarms do to a fleet of real processes: they scale it, and end its refreshes. */
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FleetAlarmsTest {
  private static final String FAULTS = "faults";
  private static final String NEXT = "Next";
  private static final String VERSION =
      "{\"Fn::GetAtt\": [\"OnDemandTemplate\", \"LatestVersionNumber\"]}";

  private static final String RESOURCES =
      """
      , "Faults": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "faults",
          "Namespace": "Game", "MetricName": "Faults", "Statistic": "Sum", "Period": 60,
          "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 3}}
      , "Grow": {"Type": "AWS::AutoScaling::ScalingPolicy", "Properties": {
          "AutoScalingGroupName": {"Ref": "OnDemand"}, "PolicyType": "StepScaling",
          "AdjustmentType": "ChangeInCapacity", "EstimatedInstanceWarmup": 30,
          "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]}}
      , "Shrink": {"Type": "AWS::AutoScaling::ScalingPolicy", "Properties": {
          "AutoScalingGroupName": {"Ref": "OnDemand"}, "PolicyType": "StepScaling",
          "AdjustmentType": "ExactCapacity", "EstimatedInstanceWarmup": 30,
          "StepAdjustments": [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": 1}]}}
      }}
      """;

  @TempDir Path root;
  private final List<FleetFixture> opened = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (FleetFixture fixture : opened) {
      fixture.close();
    }
  }

  private FleetFixture inService(String preferences) throws IOException {
    FleetFixture fixture = start(preferences, "");
    fixture.passUntil(() -> fixture.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
    return fixture;
  }

  /**
   * A fleet with a second launch template, two policies, and a way to refresh.
   *
   * @param version that of the group's template; as usual if empty
   */
  private FleetFixture start(String preferences, String version) throws IOException {
    FleetFixture fixture =
        new FleetFixture(
            root,
            Variant.USUAL,
            template ->
                version.isEmpty()
                    ? changed(template, preferences)
                    : changed(template, preferences).replace(VERSION, version));
    opened.add(fixture);
    return fixture;
  }

  private static String changed(String template, String preferences) {
    Matcher launchTemplate =
        Pattern.compile("\"OnDemandTemplate\": (.*?),\\s*\"SpotTemplate\"", Pattern.DOTALL)
            .matcher(template);
    assertThat(launchTemplate.find()).isTrue();
    String next =
        launchTemplate
            .group(1)
            .replace(
                "\"LaunchTemplateData\"",
                "\"LaunchTemplateName\": \"Next\", \"LaunchTemplateData\"");
    String group = "\"OnDemand\": {\"Type\"";
    assertThat(template).contains(group);
    String policy =
        "\"UpdatePolicy\": {\"AutoScalingInstanceRefresh\": {\"Preferences\": {%s}}}"
            .formatted(preferences);
    String changed = template.replace(group, "\"OnDemand\": {" + policy + ", \"Type\"");
    return changed.substring(0, changed.lastIndexOf("}}"))
        + ", \"NextTemplate\": "
        + next
        + RESOURCES;
  }

  private static void ring(FleetFixture fleet, String policy, double value) throws Exception {
    String arn = fleet.ref(policy);
    fleet.ground.targets().call(arn, AlarmCalls.of("players", 100, List.of(value)));
  }

  @Test
  void anAlarmStartsServersAndLetsOthersDrain() throws Exception {
    FleetFixture fleet = inService("");
    fleet.time.advance(Duration.ofSeconds(40));

    ring(fleet, "Grow", 150);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 3);
    fleet.time.advance(Duration.ofSeconds(40));
    assertThat(fleet.fleet.activities(ON_DEMAND).getFirst().cause())
        .matches(
            "At \\S+ a monitor alarm players in state ALARM triggered policy Dev-App-Grow-\\S+"
                + " changing the desired capacity from 2 to 3\\.  At \\S+ an instance was started"
                + " in response to a difference between desired and actual capacity, increasing"
                + " the capacity from 2 to 3\\.");
    assertThat(fleet.targets.registered).hasSize(3);

    List<String> before = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);
    ring(fleet, "Shrink", 50);
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.TERMINATING_WAIT).size() == 1);
    fleet.passUntil(() -> fleet.fleet.instances().size() == 2);

    assertThat(before).containsAll(fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE));
    assertThat(fleet.fleet.activities(ON_DEMAND).getFirst().cause())
        .contains("triggered policy Dev-App-Shrink-")
        .contains("changing the desired capacity from 3 to 2.")
        .endsWith("shrinking the capacity from 3 to 2.");
    assertThat(fleet.fleet.capacity(ON_DEMAND).desired()).as("the minimum").isEqualTo(2);
  }

  private static final String ALARMS = "\"AlarmSpecification\": {\"Alarms\": [\"faults\"]}";
  private static final String ROLLS_BACK = ALARMS + ", \"AutoRollback\": true, \"BakeTime\": 30";

  @Test
  void aRefreshDoesNotBeginWhileItsAlarmIsOn() throws Exception {
    FleetFixture fleet = inService(ROLLS_BACK);
    List<String> before = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);
    fleet.alarms.set(FAULTS, State.ALARM);

    Activity refresh = fleet.fleet.refresh(ON_DEMAND, NEXT);

    assertThat(refresh.status()).isEqualTo(Status.FAILED);
    assertThat(refresh.message()).isEqualTo("the alarm faults is in the state ALARM");
    fleet.fleet.kill(before.getFirst());
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
    assertThat(templates(fleet)).as("a replacement is made as before").containsOnly(old(fleet));

    fleet.alarms.set(FAULTS, State.INSUFFICIENT_DATA);
    assertThat(fleet.fleet.refresh(ON_DEMAND, NEXT).status()).isEqualTo(Status.IN_PROGRESS);
  }

  @Test
  void anAlarmDuringARefreshRollsItBackAndNoCapacityIsLost() throws Exception {
    FleetFixture fleet = inService(ROLLS_BACK);
    List<Integer> serving = new ArrayList<>();
    Activity refresh = fleet.fleet.refresh(ON_DEMAND, NEXT);
    fleet.passUntil(() -> templates(fleet).contains(next(fleet)));

    fleet.alarms.set(FAULTS, State.ALARM);
    fleet.passUntil(
        () -> {
          serving.add(fleet.targets.registered.size());
          return refresh.status() == Status.ROLLBACK_IN_PROGRESS;
        });
    assertThat(refresh.message()).isEqualTo("the alarm faults is in the state ALARM");
    fleet.passUntil(
        () -> {
          serving.add(fleet.targets.registered.size());
          return refresh.status() == Status.ROLLBACK_SUCCESSFUL;
        });

    assertThat(templates(fleet)).hasSize(2).containsOnly(old(fleet));
    assertThat(serving).allMatch(count -> count >= 2);
    assertThat(refresh.end()).isPresent();
  }

  @Test
  void anAlarmWhileTheNewInstancesBakeRollsAllOfThemBack() throws Exception {
    FleetFixture fleet = inService(ROLLS_BACK);
    Activity refresh = fleet.fleet.refresh(ON_DEMAND, NEXT);
    fleet.passUntil(() -> refresh.status() == Status.BAKING);
    assertThat(templates(fleet)).hasSize(2).containsOnly(next(fleet));

    fleet.alarms.set(FAULTS, State.ALARM);
    fleet.passUntil(() -> refresh.status() == Status.ROLLBACK_SUCCESSFUL);

    assertThat(templates(fleet)).hasSize(2).containsOnly(old(fleet));
  }

  @Test
  void anAlarmAfterARefreshChangesNothing() throws Exception {
    FleetFixture fleet = inService(ROLLS_BACK);
    Activity refresh = fleet.fleet.refresh(ON_DEMAND, NEXT);
    fleet.passUntil(() -> refresh.status() == Status.SUCCESSFUL);
    fleet.alarms.set(FAULTS, State.ALARM);

    fleet.fleet.kill(fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).getFirst());
    fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);

    assertThat(refresh.status()).isEqualTo(Status.SUCCESSFUL);
    assertThat(templates(fleet)).containsOnly(next(fleet));
  }

  @Test
  void withoutRollbackARefreshFailsAndLeavesWhatIsThere() throws Exception {
    FleetFixture fleet = inService(ALARMS);
    Activity refresh = fleet.fleet.refresh(ON_DEMAND, NEXT);
    fleet.passUntil(() -> templates(fleet).contains(next(fleet)));

    fleet.alarms.set(FAULTS, State.ALARM);
    fleet.passUntil(() -> refresh.status() == Status.FAILED);
    fleet.alarms.set(FAULTS, State.OK);
    fleet.time.advance(Duration.ofSeconds(20));
    fleet.passUntil(() -> fleet.fleet.instances().size() == 2);

    assertThat(refresh.message()).isEqualTo("the alarm faults is in the state ALARM");
    assertThat(templates(fleet)).contains(old(fleet), next(fleet));
  }

  @Test
  void aRollbackNeedsAVersionThatStaysAndABakeTimeEnds() {
    assertThatThrownBy(() -> start("\"AutoRollback\": true", "\"$Latest\""))
        .isInstanceOf(ProvisioningException.class)
        .hasMessageContaining(
            "Preferences.AutoRollback is true, but the group uses the version $Latest");
    assertThatThrownBy(() -> inService("\"BakeTime\": 172801"))
        .hasMessageContaining("Preferences.BakeTime is 172801; it is 0 to 172800 seconds");
  }

  private static List<String> templates(FleetFixture fleet) {
    return fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).stream()
        .map(InstanceView::launchTemplate)
        .toList();
  }

  private static String old(FleetFixture fleet) {
    return fleet.ref("OnDemandTemplate");
  }

  private static String next(FleetFixture fleet) {
    return fleet.ref("NextTemplate");
  }
}
