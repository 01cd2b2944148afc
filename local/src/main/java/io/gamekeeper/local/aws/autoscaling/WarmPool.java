package io.gamekeeper.local.aws.autoscaling;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The warm pool of a group: instances that have been installed and stopped, and are used first. All
 * methods are called under the group's lock.
 */
final class WarmPool {
  private final WarmPoolSettings settings;
  private final GroupState group;
  private final InstanceLifecycle lifecycle;

  WarmPool(WarmPoolSettings settings, GroupState group, InstanceLifecycle lifecycle) {
    this.settings = settings;
    this.group = group;
    this.lifecycle = lifecycle;
  }

  /** Tells whether instances come back when the group shrinks. */
  boolean reusesOnScaleIn() {
    return settings.reuseOnScaleIn();
  }

  /** Returns the instance that is used next, if one stands ready. */
  Optional<Instance> next() {
    return group.instances().in(LifecycleState.WARMED_STOPPED).stream()
        .min(Comparator.comparing(instance -> instance.launched));
  }

  /** Launches what the pool lacks, and ends what it has too many. */
  void resize(int desired) {
    Instances instances = group.instances();
    boolean starting =
        !instances
            .matching(i -> i.state.isActive() && i.state != LifecycleState.IN_SERVICE)
            .isEmpty();
    if (starting) {
      return; // a laptop prepares instances only when it has no others to start
    }
    int warm = instances.matching(instance -> instance.state.isWarm()).size();
    int wanted = settings.size(group.settings().maximum(), desired);
    for (int i = warm; i < wanted && group.backoff().mayLaunch(); i++) {
      lifecycle.launchIntoPool();
    }
    List<Instance> stopped = instances.in(LifecycleState.WARMED_STOPPED);
    stopped
        .subList(0, Math.clamp(warm - wanted, 0, stopped.size()))
        .forEach(surplus -> lifecycle.terminateWarm(surplus, Causes.POOL_SURPLUS));
  }
}
