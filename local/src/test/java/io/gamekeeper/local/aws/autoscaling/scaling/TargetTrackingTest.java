package io.gamekeeper.local.aws.autoscaling.scaling;

import static io.gamekeeper.local.aws.autoscaling.scaling.ScalingFixture.arn;
import static io.gamekeeper.local.aws.autoscaling.scaling.ScalingFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.SharedAlarms.Definition;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies that keep a metric at a target by alarms of their own. */
final class TargetTrackingTest {
  private static final String PLAYERS =
      """
      'PolicyType': 'TargetTrackingScaling', 'TargetTrackingConfiguration': {'TargetValue': 100 MORE,
        'CustomizedMetricSpecification': {'Namespace': 'Game', 'MetricName': 'Players',
          'Dimensions': [{'Name': 'Service', 'Value': 'server'}], 'Statistic': 'Average',
          'Unit': 'Count'}}
      """;

  private static final String CPU =
      """
      'PolicyType': 'TargetTrackingScaling', 'TargetTrackingConfiguration': {'TargetValue': 50,
        'PredefinedMetricSpecification': {'PredefinedMetricType': 'ASGAverageCPUUtilization'}}
      """;

  private final List<ScalingFixture> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(ScalingFixture::close);
  }

  private ScalingFixture group(int minimum, int desired, int maximum) {
    ScalingFixture fixture = new ScalingFixture(minimum, desired, maximum);
    opened.add(fixture);
    fixture.time.ground().watched().add("AWS/EC2", "AutoScalingGroupName", "servers");
    return fixture;
  }

  private static String players(String more) {
    return policy("Players", PLAYERS.replace("MORE", more));
  }

  @Test
  void itMakesTheAlarmsThatAutoScalingMakes() {
    ScalingFixture fixture = group(2, 2, 6);
    String arn = arn(fixture.provision(players("")), "Players");

    List<Definition> made =
        fixture.alarms.made.values().stream()
            .sorted(Comparator.comparing(Definition::name))
            .toList();
    assertThat(made).hasSize(2);
    assertThat(made.getFirst().name()).matches("TargetTracking-servers-AlarmHigh-[0-9a-f-]{36}");
    assertThat(made.getFirst())
        .usingRecursiveComparison()
        .isEqualTo(
            new Definition(
                made.getFirst().name(),
                "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + arn + ".",
                new MetricName("Game", "Players", Map.of("Service", "server")),
                "Average",
                Duration.ofMinutes(1),
                3,
                3,
                "GreaterThanThreshold",
                100,
                "missing",
                List.of(arn)));
    assertThat(made.getLast().name()).matches("TargetTracking-servers-AlarmLow-[0-9a-f-]{36}");
    assertThat(made.getLast().comparison()).isEqualTo("LessThanThreshold");
    assertThat(made.getLast().threshold()).isEqualTo(90);
    assertThat(made.getLast().periods()).isEqualTo(15);
    assertThat(made.getLast().datapoints()).isEqualTo(15);
  }

  /** An hour and a half: 200 players, a rush of 520, and 150 at night. */
  @Test
  void aGroupFollowsItsPlayersUpAndDown() throws Exception {
    ScalingFixture fixture = group(2, 2, 6);
    fixture.provision(players(""));
    List<Integer> sizes = new ArrayList<>();
    for (int minute = 0; minute < 90; minute++) {
      double total = minute < 10 ? 200 : minute < 40 ? 520 : 150;
      fixture.minute(total / fixture.group.serving());
      sizes.add(fixture.group.desired);
    }

    assertThat(sizes.subList(0, 12)).as("at the target, then two minutes above").containsOnly(2);
    assertThat(sizes.get(12)).as("three minutes above: 520 players at 100").isEqualTo(6);
    assertThat(sizes.subList(13, 54)).as("until fifteen minutes below").containsOnly(6);
    assertThat(sizes.subList(54, 90)).as("150 players at 100").containsOnly(2);
    assertThat(fixture.group.changes).extracting(Change::desired).containsExactly(6, 2);
    assertThat(fixture.group.changes.getFirst().alarm()).contains("-AlarmHigh-");
    assertThat(fixture.group.changes.getLast().alarm()).contains("-AlarmLow-");
  }

  @Test
  void instancesAreAddedRoundedUpAndTakenOffRoundedDown() throws Exception {
    ScalingFixture fixture = group(1, 4, 20);
    fixture.provision(players(""));
    for (int minute = 0; minute < 3; minute++) {
      fixture.minute(130); // 4 × 1.3 = 5.2
    }
    assertThat(fixture.group.desired).isEqualTo(6);

    for (int minute = 0; minute < 15; minute++) {
      fixture.minute(75); // 6 × 0.75 = 4.5
    }
    assertThat(fixture.group.desired).isEqualTo(5);
  }

  @Test
  void aGroupGrowsByTheNewestValueAndShrinksByTheHighest() throws Exception {
    ScalingFixture fixture = group(1, 4, 20);
    fixture.provision(players(""));
    for (double value : new double[] {180, 150, 110}) {
      fixture.minute(value); // 4 × 1.1 = 4.4
    }
    assertThat(fixture.group.desired).isEqualTo(5);

    for (int minute = 0; minute < 15; minute++) {
      fixture.minute(minute == 3 ? 70 : 30); // 5 × 0.7 = 3.5
    }
    assertThat(fixture.group.desired).isEqualTo(4);
  }

  @Test
  void fewPlayersDoNotTakeAGroupBelowItsMinimumAndSomeTakeItFromNothingToOne() throws Exception {
    ScalingFixture fixture = group(2, 2, 6);
    fixture.provision(players(""));
    ScalingFixture empty = group(0, 0, 2);
    empty.provision(players(""));

    for (int minute = 0; minute < 30; minute++) {
      fixture.minute(0);
    }
    for (int minute = 0; minute < 3; minute++) {
      empty.minute(120);
    }

    assertThat(fixture.group.changes).isEmpty();
    assertThat(empty.group.desired).isEqualTo(1);
  }

  @Test
  void withoutScaleInItHasNoAlarmForThat() throws Exception {
    ScalingFixture fixture = group(2, 6, 6);
    fixture.provision(players(", 'DisableScaleIn': true"));

    assertThat(fixture.alarms.made.keySet())
        .singleElement()
        .satisfies(name -> assertThat(name).contains("-AlarmHigh-"));
  }

  @Test
  void aGroupShrinksOnlyWhenAllThatTrackWouldShrinkIt() throws Exception {
    ScalingFixture fixture = group(2, 6, 6);
    Resources resources = fixture.provision(players("") + "," + policy("Cpu", CPU));
    String low = alarm(fixture, "Players", "AlarmLow");
    String otherLow = alarm(fixture, "CPUUtilization", "AlarmLow");
    fixture.alarms.set(low, State.ALARM);
    fixture.alarms.set(otherLow, State.OK);

    fixture.alarm(arn(resources, "Players"), low, 90, 40.0);
    assertThat(fixture.group.changes).isEmpty();

    fixture.alarms.set(otherLow, State.ALARM);
    fixture.ring(arn(resources, "Players"), low, 90, 40.0);
    fixture.alarm(arn(resources, "Cpu"), otherLow, 45, 40.0);
    assertThat(fixture.group.desired).as("by the metric that needs more").isEqualTo(5);
  }

  private static String alarm(ScalingFixture fixture, String metric, String kind) {
    return fixture.alarms.made.values().stream()
        .filter(alarm -> alarm.metric().name().equals(metric) && alarm.name().contains(kind))
        .findFirst()
        .orElseThrow()
        .name();
  }

  @Test
  void itHearsOnlyItsOwnAlarmsAndTheUnitThatIsSent() {
    ScalingFixture fixture = group(2, 2, 6);
    String arn = arn(fixture.provision(players("")), "Players");
    String high = alarm(fixture, "Players", "AlarmHigh");

    assertThatThrownBy(() -> fixture.ring(arn, "another", 100, 150.0))
        .isInstanceOf(NotTakenException.class)
        .hasMessageEndingWith("is called by its own alarms only");
    assertThatThrownBy(() -> fixture.ring(arn, high, 100))
        .hasMessageEndingWith("is called without a datapoint");
    fixture
        .time
        .ground()
        .metrics()
        .record(new MetricName("Game", "Players", Map.of("Service", "server")), "None", false, 1);
    assertThatThrownBy(() -> fixture.ring(arn, high, 100, 150.0))
        .hasMessageEndingWith("tracks Players in Count, but it is sent in None");
  }
}
