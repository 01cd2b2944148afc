package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.SharedAlarms;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.util.Optional;

/**
 * The instance refreshes of a group, of which one at a time is under way. Its alarms are looked at
 * each second, by a caller that holds no lock; all else is called under the group's lock.
 *
 * <p>Auto Scaling does not document how often it looks. What it documents is that an alarm in the
 * state ALARM fails the refresh, and that other states do not.
 */
final class Refreshes {
  private final GroupState group;
  private final InstanceLifecycle lifecycle;
  private final SharedAlarms alarms;
  private volatile Optional<InstanceRefresh> current = Optional.empty();

  Refreshes(GroupState group, InstanceLifecycle lifecycle, SharedAlarms alarms) {
    this.group = group;
    this.lifecycle = lifecycle;
    this.alarms = alarms;
  }

  /** Returns an alarm that ends a refresh and is on; called without the group's lock. */
  Optional<String> alarmOn() {
    return alarms
        .keeper()
        .flatMap(
            keeper ->
                group.settings().refreshes().alarms().stream()
                    .filter(alarm -> keeper.state(alarm).equals(Optional.of(State.ALARM)))
                    .findFirst());
  }

  boolean isUnderWay() {
    return current.isPresent();
  }

  /**
   * Begins one. It fails at once if one of its alarms is on.
   *
   * @param wanted what the new instances are made from; as before if empty
   */
  Activity begin(Optional<LaunchTemplate> wanted, Optional<String> alarm) {
    if (isUnderWay()) {
      throw new StageException(
          "an instance refresh of " + group.settings().name() + " is under way");
    }
    InstanceRefresh begun =
        new InstanceRefresh(group, lifecycle, wanted.orElseGet(lifecycle::template));
    if (alarm.isEmpty()) {
      current = Optional.of(begun);
    } else {
      begun.refuse(alarm.get());
    }
    return begun.activity();
  }

  /** Goes on, right after the alarms have been looked at. */
  void proceed(Optional<String> alarm) {
    current = current.filter(refresh -> !refresh.proceed(alarm));
  }

  void replaceNextBatch(int desired) {
    current.ifPresent(refresh -> refresh.replaceNextBatch(desired));
  }

  /** Tells whether an instance is about to be replaced. */
  boolean isStale(Instance instance) {
    return current.filter(refresh -> refresh.isStale(instance)).isPresent();
  }
}
