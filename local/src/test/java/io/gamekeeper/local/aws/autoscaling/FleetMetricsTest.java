package io.gamekeeper.local.aws.autoscaling;

import static io.gamekeeper.local.aws.autoscaling.FleetFixture.ON_DEMAND;
import static io.gamekeeper.local.aws.autoscaling.FleetFixture.SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gamekeeper.local.Measured;
import io.gamekeeper.local.aws.autoscaling.FleetFixture.Variant;
import io.gamekeeper.local.observe.Statistics;
import io.gamekeeper.local.target.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FleetMetricsTest {
  private static final Map<String, String> GROUP = Map.of("AutoScalingGroupName", ON_DEMAND);
  private static final String AGENT =
      """
      {"metrics": {
        "namespace": "Game/dev", "aggregation_dimensions": [["Service"]],
        "metrics_collected": {"disk": {
          "measurement": [{"name": "used_percent", "rename": "DiskUsage", "unit": "Percent"}],
          "append_dimensions": {"Service": "game-server"}}}}}
      """;

  @TempDir private Path root;
  private String rights = ", \"cloudwatch:PutMetricData\"";

  @Test
  void aGroupThatCollectsItsMetricsSendsThemEachMinuteAndOthersDoNot() throws Exception {
    try (FleetFixture fleet = fixture(Variant.WARM, "{'Granularity': '1Minute'}")) {
      Measured groups = new Measured(fleet.ground, "AWS/AutoScaling");
      fleet.passUntil(
          () ->
              fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2
                  && fleet.in(ON_DEMAND, LifecycleState.WARMED_STOPPED).size() == 1);
      fleet.passUntil(() -> last(groups, "WarmPoolWarmedCapacity") == 1);

      assertThat(last(groups, "GroupMinSize")).isEqualTo(2);
      assertThat(last(groups, "GroupMaxSize")).isEqualTo(4);
      assertThat(last(groups, "GroupDesiredCapacity")).isEqualTo(2);
      assertThat(last(groups, "GroupInServiceInstances")).isEqualTo(2);
      assertThat(last(groups, "GroupPendingInstances")).isZero();
      assertThat(last(groups, "GroupTotalInstances")).isEqualTo(2);
      assertThat(last(groups, "WarmPoolTotalCapacity")).isEqualTo(1);
      assertThat(last(groups, "GroupAndWarmPoolTotalCapacity")).isEqualTo(3);
      assertThat(groups.periods("GroupMinSize", Map.of("AutoScalingGroupName", SPOT))).isEmpty();

      fleet.fleet.group(ON_DEMAND).scale(3);
      fleet.passUntil(() -> last(groups, "GroupDesiredCapacity") == 3);
      assertThat(last(groups, "GroupTotalInstances")).isEqualTo(3);
      assertThat(groups.periods("GroupDesiredCapacity", GROUP))
          .allSatisfy(period -> assertThat(period.count()).isEqualTo(1));
    }
  }

  @Test
  void onlyTheNamedMetricsAreCollected() throws Exception {
    try (FleetFixture fleet =
        fixture(Variant.USUAL, "{'Granularity': '1Minute', 'Metrics': ['GroupMinSize']}")) {
      Measured groups = new Measured(fleet.ground, "AWS/AutoScaling");
      fleet.passUntil(() -> !groups.names().isEmpty());

      assertThat(groups.names()).containsExactly("GroupMinSize");
    }
  }

  @Test
  void instancesSendWhatTheirServersUseOfTheProcessors() throws Exception {
    try (FleetFixture fleet = fixture(Variant.USUAL, "{'Granularity': '1Minute'}")) {
      Measured instances = new Measured(fleet.ground, "AWS/EC2");
      fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
      fleet.passUntil(() -> instances.samples("CPUUtilization", GROUP) >= 4);

      List<String> ids = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE);
      double sum = 0;
      for (String id : ids) {
        sum += instances.sum("CPUUtilization", Map.of("InstanceId", id));
      }
      assertThat(instances.sum("CPUUtilization", GROUP)).isCloseTo(sum, within(1e-9)).isPositive();
    }
  }

  @Test
  void instancesSendWhatGoesOverTheirNetworkAndToTheirDisk() throws Exception {
    try (FleetFixture fleet = fixture(Variant.USUAL, "{'Granularity': '1Minute'}")) {
      Measured instances = new Measured(fleet.ground, "AWS/EC2");
      fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
      String id = fleet.ids(ON_DEMAND, LifecycleState.IN_SERVICE).getFirst();
      Map<String, String> instance = Map.of("InstanceId", id);
      fleet.targets.traffic = new Traffic(3_000, 500);
      fleet.passUntil(() -> instances.sum("NetworkIn", instance) == 3_000);
      fleet.targets.traffic = new Traffic(10_000, 800);
      fleet.passUntil(() -> instances.sum("NetworkIn", instance) == 10_000);
      fleet.targets.traffic = new Traffic(40, 30); // registered anew
      fleet.passUntil(() -> instances.sum("NetworkIn", instance) == 10_040);
      fleet.passUntil(() -> instances.samples("NetworkIn", GROUP) >= 6); // both instances'

      assertThat(instances.sum("NetworkOut", instance)).isEqualTo(830);
      assertThat(instances.unit("NetworkOut", instance)).isEqualTo("Bytes");
      assertThat(
              List.of(
                  instances.samples("EBSReadBytes", instance) > 0,
                  instances.samples("EBSWriteBytes", GROUP) > 0))
          .containsOnly(Files.isReadable(Path.of("/proc/self/io")));
    }
  }

  @Test
  void theAgentSendsTheDiskAsItsConfigurationSays() throws Exception {
    try (FleetFixture fleet = fixture(Variant.USUAL, "{'Granularity': '1Minute'}")) {
      Measured agent = new Measured(fleet.ground, "Game/dev");
      Map<String, String> service = Map.of("Service", "game-server");
      fleet.passUntil(() -> fleet.in(ON_DEMAND, LifecycleState.IN_SERVICE).size() == 2);
      fleet.passUntil(() -> agent.samples("DiskUsage", service) >= 2);

      double free = root.toFile().getUsableSpace();
      double used = root.toFile().getTotalSpace() - (double) root.toFile().getFreeSpace();
      assertThat(agent.periods("DiskUsage", service).getLast().maximum())
          .isCloseTo(100 * used / (used + free), within(2.0));
      assertThat(agent.unit("DiskUsage", service)).isEqualTo("Percent");
    }
  }

  @Test
  void anAgentWhoseRoleMayNotSendItSendsNothing() throws Exception {
    rights = "";
    try (FleetFixture fleet = fixture(Variant.USUAL, "{'Granularity': '1Minute'}")) {
      fleet.passUntil(
          () ->
              fleet.errors.newest().stream()
                  .anyMatch(error -> error.message().contains("cloudwatch:PutMetricData")));

      assertThat(new Measured(fleet.ground, "Game/dev").names()).isEmpty();
    }
  }

  private FleetFixture fixture(Variant variant, String collection) throws Exception {
    return new FleetFixture(
        root,
        variant,
        template ->
            template
                .replace("\"logs:PutLogEvents\"", "[\"logs:PutLogEvents\"" + rights + "]")
                .replace(
                    "\"AutoScalingGroupName\": \"OnDemand\", \"MinSize\"",
                    "\"AutoScalingGroupName\": \"OnDemand\", \"MetricsCollection\": ["
                        + collection.replace('\'', '"')
                        + "], \"MinSize\"")
                .replace(
                    "runcmd:",
                    "- path: /etc/agent.json\\n  permissions: '0644'\\n  content: '"
                        + AGENT.strip().replaceAll("\\s+", " ").replace("\"", "\\\"")
                        + "'\\nruncmd:"));
  }

  private static double last(Measured measured, String metric) {
    List<Statistics> periods = measured.periods(metric, GROUP);
    return periods.isEmpty() ? -1 : periods.getLast().sum();
  }
}
