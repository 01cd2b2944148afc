package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.Activity.Status;
import java.time.Instant;

/**
 * An instance refresh under way. It replaces the instances that were there when it began, batch by
 * batch, each after its replacement is in service. All methods are called under the group's lock.
 */
final class InstanceRefresh {
  private static final int BATCHES = 10;
  private static final int ATTEMPTS = 3;

  private final GroupState group;
  private final InstanceLifecycle lifecycle;
  private final Instant begun;
  private final Activity activity;
  private final int failuresBefore;

  /** Begins a refresh. */
  InstanceRefresh(GroupState group, InstanceLifecycle lifecycle) {
    this.group = group;
    this.lifecycle = lifecycle;
    this.begun = group.now();
    this.activity =
        group.history().begin("Refreshing the instances", "a user request started a refresh.");
    this.failuresBefore = group.backoff().failuresInARow();
  }

  /** Returns its entry in the group's history. */
  Activity activity() {
    return activity;
  }

  /** Tells whether it still has to replace an instance. */
  boolean isStale(Instance instance) {
    return instance.launched.isBefore(begun);
  }

  /** Marks the next instances to be replaced, unless some are being replaced. */
  void replaceNextBatch(int desired) {
    Instances instances = group.instances();
    // The instances in the pool are as old as those to be replaced.
    instances.in(LifecycleState.WARMED_STOPPED).stream()
        .filter(this::isStale)
        .forEach(stale -> lifecycle.terminateWarm(stale, Causes.POOL_REFRESH));
    if (!instances.matching(instance -> instance.replaceBecause != null).isEmpty()) {
      return;
    }
    instances.in(LifecycleState.IN_SERVICE).stream()
        .filter(this::isStale)
        .limit(Math.max(1, desired / BATCHES))
        .forEach(
            instance -> {
              instance.replaceBecause = Causes.REFRESH;
              group.causes().instanceRefreshed();
            });
  }

  /** Ends it if nothing is left to replace, or too many replacements failed; tells whether so. */
  boolean end() {
    Instances instances = group.instances();
    if (group.backoff().failuresInARow() - failuresBefore >= ATTEMPTS) {
      instances.all().forEach(instance -> instance.replaceBecause = null);
      group.history().end(activity, Status.FAILED, "the replacements failed; see their launches");
      return true;
    }
    boolean done =
        instances.matching(i -> (i.state.isActive() || i.state.isWarm()) && isStale(i)).isEmpty();
    if (done) {
      group.history().end(activity, Status.SUCCESSFUL, "");
    }
    return done;
  }
}
