package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.ResourceType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The scaling policies of all groups. Alarms call them by their ARNs. */
public final class Policies {
  private final Ground ground;
  private final Function<String, Optional<? extends ScalableGroup>> groups;
  private final Map<String, GroupScaling> scalings = new ConcurrentHashMap<>();
  private final Map<String, PolicyTarget> targets = new ConcurrentHashMap<>();

  /**
   * No policies yet.
   *
   * @param groups finds a group by its name
   */
  public Policies(Ground ground, Function<String, Optional<? extends ScalableGroup>> groups) {
    this.ground = ground;
    this.groups = groups;
    ground
        .targets()
        .add("autoscaling", arn -> Optional.<Target>ofNullable(targets.get(arn.toString())));
  }

  /** Returns the resource type of policies. */
  public ResourceType resourceType() {
    return new ScalingPolicyType(this);
  }

  Ground ground() {
    return ground;
  }

  Optional<? extends ScalableGroup> group(String name) {
    return groups.apply(name);
  }

  /** Returns the policies of a group. */
  GroupScaling of(ScalableGroup group) {
    return scalings.computeIfAbsent(
        group.name(), _ -> new GroupScaling(group, ground.agenda(), ground.alarms()));
  }

  void add(ScalableGroup group, ScalingPolicy policy) {
    GroupScaling scaling = of(group);
    scaling.add(policy);
    targets.put(policy.id().arn(), new PolicyTarget(policy, scaling, ground.metrics()));
  }

  /** Makes the alarms of a policy, if CloudWatch keeps any. */
  void makeAlarms(TargetTracking policy) {
    ground.alarms().keeper().ifPresent(keeper -> policy.alarms().forEach(keeper::put));
  }
}
