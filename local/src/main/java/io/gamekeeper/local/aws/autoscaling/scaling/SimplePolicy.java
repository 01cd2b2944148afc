package io.gamekeeper.local.aws.autoscaling.scaling;

import java.time.Duration;

/**
 * A policy with one adjustment. After it, its group's simple policies wait until all instances have
 * come or gone, and then for the cooldown.
 */
record SimplePolicy(PolicyName id, Adjustment adjustment, int amount, Duration cooldown)
    implements ScalingPolicy {

  @Override
  public Duration warmup() {
    return Duration.ZERO;
  }

  @Override
  public void check(AlarmCall call) {
    // The adjustment is the same for all calls.
  }

  @Override
  public Wish wish(AlarmCall call, CurrentCapacity capacity) {
    return adjustment.wish(amount, capacity, capacity.desired(), capacity.desired());
  }
}
