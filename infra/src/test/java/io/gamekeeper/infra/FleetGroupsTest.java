package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.StageName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fleet's groups: how instances come and go, and how the groups scale. */
final class FleetGroupsTest {
  @ParameterizedTest
  @EnumSource
  void onlyOnDemandInstancesWaitInAWarmPool(StageName stage) {
    JsonNode onDemand = FleetTemplate.group(stage, "OnDemand");
    JsonNode spot = FleetTemplate.group(stage, "Spot");
    JsonNode pool = Templates.only(stage, "Fleet", "AWS::AutoScaling::WarmPool").path("Properties");

    // AWS refuses a warm pool to a group with a mixed-instances policy.
    assertThat(onDemand.has("MixedInstancesPolicy")).isFalse();
    assertThat(pool.at("/AutoScalingGroupName/Ref").asText()).startsWith("OnDemandGroup");
    assertThat(pool.path("PoolState").asText()).isEqualTo("Stopped");
    assertThat(pool.at("/InstanceReusePolicy/ReuseOnScaleIn").asBoolean()).isTrue();
    JsonNode policy = spot.path("MixedInstancesPolicy");
    assertThat(policy.at("/InstancesDistribution/SpotAllocationStrategy").asText())
        .isEqualTo("capacity-optimized");
    assertThat(policy.at("/InstancesDistribution/OnDemandPercentageAboveBaseCapacity").asInt(-1))
        .isZero();
    assertThat(policy.at("/LaunchTemplate/Overrides").size()).isGreaterThan(2);
    assertThat(spot.path("CapacityRebalance").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anInstanceWaitsUntilItIsReadyAndUntilItsPlayersHaveFinished(StageName stage) {
    int drain = FleetTemplate.drainSeconds(stage);
    for (String name : List.of("OnDemand", "Spot")) {
      JsonNode group = FleetTemplate.group(stage, name);
      Map<String, JsonNode> hooks = new TreeMap<>();
      group
          .path("LifecycleHookSpecificationList")
          .forEach(hook -> hooks.put(hook.path("LifecycleHookName").asText(), hook));

      assertThat(hooks).containsOnlyKeys("drain", "ready");
      hooks.forEach(
          (hook, properties) -> {
            boolean ready = hook.equals(GameServerContract.READY_HOOK);
            assertThat(properties.path("LifecycleTransition").asText())
                .isEqualTo("autoscaling:EC2_INSTANCE_" + (ready ? "LAUNCHING" : "TERMINATING"));
            assertThat(properties.path("DefaultResult").asText())
                .isEqualTo(ready ? "ABANDON" : "CONTINUE");
            assertThat(properties.path("HeartbeatTimeout").asInt())
                .isEqualTo(ready ? 300 : drain + 60);
          });
      assertThat(group.path("HealthCheckType").asText()).isEqualTo("ELB");
      assertThat(group.path("VPCZoneIdentifier")).hasSize(3);
      assertThat(group.has("DesiredCapacity")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewReleaseReplacesInstancesAndAnAlarmOfItsOwnEndsThat(StageName stage) {
    String release = release(FleetTemplate.userData(stage, "OnDemand"));
    assertThat(release)
        .matches("[0-9a-f]{8}")
        .isEqualTo(release(FleetTemplate.userData(stage, "Spot")));
    Map<String, JsonNode> alarms = new TreeMap<>();
    Map<String, String> logicalIds = new TreeMap<>();
    Templates.resources(stage, "Fleet", "AWS::CloudWatch::Alarm")
        .forEach(
            (id, alarm) -> {
              String name = alarm.at("/Properties/AlarmName").asText();
              alarms.put(name, alarm.path("Properties"));
              logicalIds.put(name, id);
            });

    Templates.resources(stage, "Fleet", "AWS::AutoScaling::AutoScalingGroup")
        .values()
        .forEach(
            group -> {
              JsonNode refresh = group.at("/UpdatePolicy/AutoScalingInstanceRefresh");
              assertThat(refresh.at("/Preferences/MinHealthyPercentage").asInt()).isEqualTo(100);
              List<String> watched =
                  DeployedFunction.texts(refresh.at("/Preferences/AlarmSpecification/Alarms"));
              assertThat(watched)
                  .containsExactly(
                      GameAlarm.RELEASE_FAULTS.nameIn(stage.key(), release),
                      GameAlarm.RELEASE_LATENCY.nameIn(stage.key(), release));
              // They are there before the refresh, and those of the release before until its end.
              assertThat(DeployedFunction.texts(group.path("DependsOn")))
                  .containsAll(watched.stream().map(logicalIds::get).toList());
              // A version by its number: by $Latest nothing would change with a release.
              assertThat(group.toString())
                  .contains("LatestVersionNumber")
                  .doesNotContain("$Latest");
            });
    alarms.forEach((name, alarm) -> sayNothingOfOtherReleases(name, alarm, release));
  }

  /**
   * A refresh fails as soon as one of its alarms is on. So each of them watches what only this
   * release sends, and is quiet without: a fleet that is down does not bar the release that cures
   * it.
   */
  private static void sayNothingOfOtherReleases(String name, JsonNode alarm, String release) {
    boolean ofOneRelease = name.endsWith("-" + release);
    assertThat(alarm.path("Dimensions").findValuesAsText("Value").contains(release))
        .as(name)
        .isEqualTo(ofOneRelease);
    if (ofOneRelease) {
      assertThat(alarm.has("Metrics")).as(name).isFalse();
      assertThat(alarm.path("Namespace").asText()).startsWith("Gamekeeper/");
      assertThat(alarm.path("TreatMissingData").asText()).as(name).isEqualTo("notBreaching");
    }
  }

  private static String release(String userData) {
    return FleetTemplate.file(userData, "/etc/gamekeeper/game-server.env")
        .lines()
        .filter(line -> line.startsWith("GAME_SERVER_RELEASE="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findAny()
        .orElseThrow();
  }

  @Test
  void bothGroupsFollowTheirPlayersAndTheCheaperOneGrowsFirst() {
    Map<String, Double> targets = new TreeMap<>();
    policies(StageName.PROD, "TargetTrackingScaling")
        .values()
        .forEach(
            policy -> {
              JsonNode tracking = policy.path("TargetTrackingConfiguration");
              assertThat(tracking.at("/CustomizedMetricSpecification/MetricName").asText())
                  .isEqualTo("ConcurrentUsers");
              assertThat(tracking.at("/CustomizedMetricSpecification/Statistic").asText())
                  .isEqualTo("Average");
              targets.put(
                  policy.at("/AutoScalingGroupName/Ref").asText().replaceAll("Group.*", ""),
                  tracking.path("TargetValue").asDouble());
            });

    assertThat(targets).isEqualTo(Map.of("OnDemand", 125.0, "Spot", 100.0));
  }

  @Test
  void earlySignalsMakeTheFleetGrow() {
    Map<String, JsonNode> alarms = new TreeMap<>();
    Templates.resources(StageName.PROD, "Fleet", "AWS::CloudWatch::Alarm")
        .values()
        .forEach(
            alarm ->
                alarms.put(alarm.at("/Properties/AlarmName").asText(), alarm.path("Properties")));
    Map<GameAlarm, Double> thresholds =
        Map.of(
            GameAlarm.CONNECTION_SURGE, 1200.0,
            GameAlarm.SYN_BURST, 15_000.0,
            GameAlarm.PACKET_LOSS, 2.0);

    thresholds.forEach(
        (kind, threshold) -> {
          JsonNode alarm = alarms.getOrDefault(kind.nameIn("prod"), Templates.JSON.nullNode());
          assertThat(alarm.path("Threshold").asDouble()).isEqualTo(threshold);
          assertThat(alarm.path("ComparisonOperator").asText())
              .isEqualTo("GreaterThanOrEqualToThreshold");
          assertThat(alarm.path("Period").asInt()).isEqualTo(10);
          assertThat(alarm.path("AlarmActions").toString()).contains("ScalingGrowOn");
        });
    assertThat(policies(StageName.PROD, "StepScaling")).hasSize(3);
  }

  @Test
  void prodActsOnTheForecastAndDevOnlyShowsIt() {
    assertThat(forecastMode(StageName.PROD)).isEqualTo("ForecastAndScale");
    assertThat(forecastMode(StageName.DEV)).isEqualTo("ForecastOnly");
  }

  @ParameterizedTest
  @EnumSource
  void theForecastIsOfTheOnDemandGroupsPartOfThePlayers(StageName stage) {
    JsonNode load =
        policies(stage, "PredictiveScaling")
            .values()
            .iterator()
            .next()
            .at(
                "/PredictiveScalingConfiguration/MetricSpecifications/0"
                    + "/CustomizedLoadMetricSpecification/MetricDataQueries");
    Map<String, JsonNode> queries = new TreeMap<>();
    load.forEach(query -> queries.put(query.path("Id").asText(), query));
    JsonNode none = Templates.JSON.nullNode();

    // By all players it would be sized as if there were no Spot instances.
    assertThat(queries).containsOnlyKeys("load", "onDemand", "reports", "spot");
    assertThat(queries.getOrDefault("load", none).path("Expression").asText())
        .isEqualTo("reports / 5 * onDemand / (onDemand + FILL(spot, 0))");
    queries.forEach(
        (id, query) ->
            assertThat(query.path("ReturnData").asBoolean()).as(id).isEqualTo(id.equals("load")));
    for (String group : List.of("OnDemand", "Spot")) {
      String id = group.equals("Spot") ? "spot" : "onDemand";
      assertThat(
              queries.getOrDefault(id, none).at("/MetricStat/Metric/Dimensions/0/Value").asText())
          .isEqualTo(FleetTemplate.group(stage, group).path("AutoScalingGroupName").asText());
    }
  }

  private static String forecastMode(StageName stage) {
    return policies(stage, "PredictiveScaling")
        .values()
        .iterator()
        .next()
        .at("/PredictiveScalingConfiguration/Mode")
        .asText();
  }

  private static Map<String, JsonNode> policies(StageName stage, String type) {
    Map<String, JsonNode> found = new TreeMap<>();
    Templates.resources(stage, "Fleet", "AWS::AutoScaling::ScalingPolicy")
        .forEach(
            (id, policy) -> {
              if (policy.at("/Properties/PolicyType").asText().equals(type)) {
                found.put(id, policy.path("Properties"));
              }
            });
    return found;
  }
}
