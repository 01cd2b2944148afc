package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What AWS's documents ask of functions and of groups of instances, over the templates of all
 * stages.
 */
final class ComputeRulesTest {
  /** Lambda guide, "Improving startup performance with Lambda SnapStart", limitations. */
  @ParameterizedTest
  @EnumSource
  void whoStartsFromASnapshotUsesNothingThatExcludesIt(StageName stage) {
    List<String> snapshots = new ArrayList<>();
    Templates.resources(stage, "AWS::Lambda::Function")
        .forEach(
            (id, function) -> {
              JsonNode properties = function.path("Properties");
              if (properties.has("SnapStart")) {
                snapshots.add(id);
                assertThat(properties.has("FileSystemConfigs")).as(id).isFalse();
                assertThat(properties.at("/EphemeralStorage/Size").asInt(512))
                    .as(id)
                    .isLessThanOrEqualTo(512);
              }
            });

    assertThat(snapshots).hasSize(6);
    Templates.resources(stage, "AWS::Lambda::Alias")
        .forEach(
            (id, alias) ->
                assertThat(alias.path("Properties").has("ProvisionedConcurrencyConfig"))
                    .as(id)
                    .isFalse());
  }

  /** EC2 Auto Scaling API reference, PutLifecycleHook and RefreshPreferences. */
  @ParameterizedTest
  @EnumSource
  void hooksAndRefreshesStayWithinTheirLimits(StageName stage) {
    Templates.resources(stage, "AWS::AutoScaling::AutoScalingGroup")
        .forEach(
            (id, group) -> {
              for (JsonNode hook : group.at("/Properties/LifecycleHookSpecificationList")) {
                assertThat(hook.path("HeartbeatTimeout").asInt()).as(id).isBetween(30, 7200);
              }
              JsonNode refresh = group.at("/UpdatePolicy/AutoScalingInstanceRefresh/Preferences");
              int least = refresh.path("MinHealthyPercentage").asInt(-1);
              int most = refresh.path("MaxHealthyPercentage").asInt(-1);
              assertThat(least).as(id).isBetween(0, 100);
              assertThat(most).as(id).isBetween(100, Math.min(200, least + 100));
              for (String time : List.of("BakeTime", "CheckpointDelay")) {
                assertThat(refresh.path(time).asInt()).as(id + " " + time).isBetween(0, 172_800);
              }
              JsonNode checkpoints = refresh.path("CheckpointPercentages");
              if (!checkpoints.isMissingNode()) {
                assertThat(checkpoints.path(checkpoints.size() - 1).asInt()).as(id).isEqualTo(100);
              }
              assertThat(refresh.at("/AlarmSpecification/Alarms").size())
                  .as(id)
                  .isLessThanOrEqualTo(10);
              assertThat(group.path("UpdatePolicy").has("AutoScalingRollingUpdate"))
                  .as(id)
                  .isFalse();
            });
  }

  /** EC2 Auto Scaling API reference, PutScalingPolicy, and "Considerations for custom metrics". */
  @ParameterizedTest
  @EnumSource
  void aScalingPolicySaysWhatItsKindMaySay(StageName stage) {
    Map<String, Integer> kinds = new TreeMap<>();
    Templates.resources(stage, "AWS::AutoScaling::ScalingPolicy")
        .forEach(
            (id, policy) -> {
              JsonNode properties = policy.path("Properties");
              kinds.merge(properties.path("PolicyType").asText(), 1, Integer::sum);
              assertThat(properties.has("Cooldown")).as(id).isFalse();
              assertThat(
                      !properties.has("MinAdjustmentMagnitude")
                          || properties
                              .path("AdjustmentType")
                              .asText()
                              .equals("PercentChangeInCapacity"))
                  .as(id)
                  .isTrue();
              for (JsonNode queries : properties.findValues("MetricDataQueries")) {
                int returned = 0;
                for (JsonNode query : queries) {
                  assertThat(query.path("Id").asText()).as(id).matches("[a-z][a-zA-Z0-9_]*");
                  returned += query.path("ReturnData").asBoolean(true) ? 1 : 0;
                }
                assertThat(returned).as(id).isOne();
                assertThat(queries.size()).as(id).isLessThanOrEqualTo(10);
              }
            });

    assertThat(kinds)
        .isEqualTo(Map.of("PredictiveScaling", 1, "StepScaling", 3, "TargetTrackingScaling", 2));
  }
}
