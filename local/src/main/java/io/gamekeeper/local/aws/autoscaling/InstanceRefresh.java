package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.Activity.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An instance refresh under way. It replaces the instances that were there when it began, batch by
 * batch, each after its replacement is in service, and then watches its alarms for the bake time.
 * If an alarm goes off or replacements fail, it fails; rolling back, it replaces what it had
 * launched by instances of the template before. All methods are called under the group's lock.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html">Undo
 *     changes with a manual or auto rollback</a>
 */
final class InstanceRefresh {
  /** What its entry in the group's history says. */
  static final String DESCRIPTION = "Refreshing the instances";

  private static final int BATCHES = 10;
  private static final int ATTEMPTS = 3;

  private final GroupState group;
  private final InstanceLifecycle lifecycle;
  private final RefreshSettings settings;
  private final LaunchTemplate before;
  private final Set<Instance> old;
  private final Activity activity;
  private Phase phase = Phase.REPLACING;
  private Set<Instance> stale;
  private int failuresBefore;
  private Instant bakedAt = Instant.MAX;

  private enum Phase {
    REPLACING,
    BAKING,
    ROLLING_BACK,
    ENDED
  }

  /**
   * Begins a refresh.
   *
   * @param wanted what the new instances are made from
   */
  InstanceRefresh(GroupState group, InstanceLifecycle lifecycle, LaunchTemplate wanted) {
    this.group = group;
    this.lifecycle = lifecycle;
    this.settings = group.settings().refreshes();
    this.before = lifecycle.template();
    this.old = Set.copyOf(group.instances().all());
    this.stale = old;
    this.activity = group.history().begin(DESCRIPTION, "a user request started a refresh.");
    this.failuresBefore = group.backoff().failuresInARow();
    lifecycle.launchFrom(wanted);
  }

  /** Returns its entry in the group's history. */
  Activity activity() {
    return activity;
  }

  /** Tells whether it still has to replace an instance. */
  boolean isStale(Instance instance) {
    return stale.contains(instance);
  }

  /** Marks the next instances to be replaced, unless some are being replaced. */
  void replaceNextBatch(int desired) {
    Instances instances = group.instances();
    // The instances in the pool are as old as those to be replaced.
    instances.in(LifecycleState.WARMED_STOPPED).stream()
        .filter(this::isStale)
        .forEach(surplus -> lifecycle.terminateWarm(surplus, Causes.POOL_REFRESH));
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

  /**
   * Goes on, right after its alarms have been looked at.
   *
   * @param alarm one of its alarms that is on
   * @return whether it has ended
   */
  boolean proceed(Optional<String> alarm) {
    if (phase != Phase.ROLLING_BACK && alarm.isPresent()) {
      fail(isOn(alarm.get()));
    } else if (group.backoff().failuresInARow() - failuresBefore >= ATTEMPTS) {
      fail("the replacements failed; see their launches");
    } else if (nothingIsStale()) {
      replaced();
    }
    return phase == Phase.ENDED;
  }

  /** Ends it before it has begun, as an alarm is on. */
  void refuse(String alarm) {
    lifecycle.launchFrom(before);
    end(Status.FAILED, isOn(alarm));
  }

  private static String isOn(String alarm) {
    return "the alarm " + alarm + " is in the state ALARM";
  }

  private boolean nothingIsStale() {
    return group
        .instances()
        .matching(i -> (i.state.isActive() || i.state.isWarm()) && isStale(i))
        .isEmpty();
  }

  private void replaced() {
    switch (phase) {
      case REPLACING -> {
        phase = Phase.BAKING;
        bakedAt = group.now().plus(settings.bakeTime());
        activity.progress(Status.BAKING, "");
        replaced();
      }
      case BAKING -> {
        if (!group.now().isBefore(bakedAt)) {
          end(Status.SUCCESSFUL, "");
        }
      }
      case ROLLING_BACK -> end(Status.ROLLBACK_SUCCESSFUL, activity.message());
      case ENDED -> throw new IllegalStateException("it has ended");
    }
  }

  private void fail(String why) {
    for (Instance instance : group.instances().all()) {
      if (Causes.REFRESH.equals(instance.replaceBecause)) {
        instance.replaceBecause = null;
      }
    }
    lifecycle.launchFrom(before);
    if (phase == Phase.ROLLING_BACK) {
      end(Status.ROLLBACK_FAILED, why);
    } else if (settings.rollsBack()) {
      rollBack(why);
    } else {
      end(Status.FAILED, why);
    }
  }

  private void rollBack(String why) {
    phase = Phase.ROLLING_BACK;
    failuresBefore = group.backoff().failuresInARow();
    List<Instance> launched = group.instances().matching(instance -> !old.contains(instance));
    stale = Set.copyOf(launched);
    activity.progress(Status.ROLLBACK_IN_PROGRESS, why);
    launched.stream()
        .filter(i -> i.state.isActive() && i.state != LifecycleState.IN_SERVICE)
        .forEach(starting -> lifecycle.terminate(starting, Causes.REFRESH));
  }

  private void end(Status how, String why) {
    phase = Phase.ENDED;
    group.history().end(activity, how, why);
  }
}
