package io.gamekeeper.local.aws.autoscaling;

import java.util.OptionalInt;

/**
 * Instances that have been installed and stopped, and are used first.
 *
 * @param minimum how many there are at least
 * @param prepared how many instances the group and the pool have together; empty: the group's
 *     maximum
 * @param takesBack whether instances go back to the pool when the group shrinks, instead of ending
 */
record WarmPool(int minimum, OptionalInt prepared, boolean takesBack) {

  /** How many instances the pool of a group should have. */
  int size(int groupMaximum, int groupDesired) {
    return Math.max(minimum, prepared.orElse(groupMaximum) - groupDesired);
  }
}
