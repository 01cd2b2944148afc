package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.service.StageException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Interrupts the Spot instances of a group; called under the group's lock. */
record SpotInterruption(GroupState group) {
  private static final Duration NOTICE = Duration.ofMinutes(2);

  /**
   * Recommends to rebalance now, gives the notice after a while, and takes the instance two minutes
   * later.
   *
   * @param taken ends the instance
   * @return the time at which it will be taken
   */
  Instant begin(Instance instance, Duration noticeAfter, Consumer<Instance> taken) {
    if (!group.settings().spot()) {
      throw new StageException(instance.id() + " is not a Spot instance");
    }
    if (instance.state != LifecycleState.IN_SERVICE) {
      throw new StageException(instance.id() + " is " + instance.state.label());
    }
    Instant now = group.history().now();
    instance.notice("events/recommendations/rebalance", "{\"noticeTime\":\"%s\"}".formatted(now));
    if (group.settings().rebalances() && instance.replaceBecause == null) {
      instance.replaceBecause = Causes.REBALANCE;
      group.causes().rebalanceRecommended();
    }
    Instant end = now.plus(noticeAfter).plus(NOTICE);
    group
        .agenda()
        .after(
            "interruption notice of " + instance.id(),
            noticeAfter,
            () ->
                instance.notice(
                    "spot/instance-action",
                    "{\"action\":\"terminate\",\"time\":\"%s\"}".formatted(end)));
    group
        .agenda()
        .after(
            "interruption of " + instance.id(),
            noticeAfter.plus(NOTICE),
            () -> taken.accept(instance));
    return end;
  }
}
