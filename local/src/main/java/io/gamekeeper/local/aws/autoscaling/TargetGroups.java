package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.target.ServerGroup;
import io.gamekeeper.local.target.TargetHealth;
import io.gamekeeper.local.target.Traffic;
import java.util.ArrayList;
import java.util.List;

/** The target groups that an Auto Scaling group registers its instances with, as one. */
final class TargetGroups {
  private final List<ServerGroup> all = new ArrayList<>();

  void add(ServerGroup targetGroup) {
    all.add(targetGroup);
  }

  void register(Instance instance) {
    all.forEach(group -> group.register(instance.id(), instance.machine().address()));
  }

  void deregister(Instance instance) {
    all.forEach(group -> group.deregister(instance.id()));
  }

  /** Returns the worst health that any target group reports. */
  TargetHealth health(Instance instance) {
    if (all.isEmpty()) {
      return TargetHealth.UNUSED;
    }
    return all.stream()
        .map(group -> group.health(instance.id()))
        .filter(health -> health != TargetHealth.HEALTHY)
        .findFirst()
        .orElse(TargetHealth.HEALTHY);
  }

  /** Returns what has gone to an instance and come from it through all target groups. */
  Traffic traffic(String instanceId) {
    return all.stream().map(group -> group.traffic(instanceId)).reduce(Traffic.NONE, Traffic::plus);
  }

  /** Tells whether an instance takes players. */
  boolean serves(Instance instance) {
    return instance.state == LifecycleState.IN_SERVICE
        && (all.isEmpty() || health(instance) == TargetHealth.HEALTHY);
  }
}
