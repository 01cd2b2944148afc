package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.target.NotTakenException;
import java.time.Duration;

/** A policy that an alarm calls. */
sealed interface ScalingPolicy permits StepPolicy, SimplePolicy, TargetTracking {

  PolicyName id();

  /** Returns the time that an instance takes until it counts. */
  Duration warmup();

  /**
   * Checks that the policy has an answer to a call.
   *
   * @throws NotTakenException if it has none
   */
  void check(AlarmCall call) throws NotTakenException;

  /** Returns the capacity that it wants, for a call that has been checked. */
  Wish wish(AlarmCall call, CurrentCapacity capacity);

  /**
   * What a policy is called.
   *
   * @param group the name of its group
   */
  record PolicyName(String name, String arn, String group) {}
}
