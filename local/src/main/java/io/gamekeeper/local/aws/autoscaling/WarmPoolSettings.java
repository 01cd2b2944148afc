package io.gamekeeper.local.aws.autoscaling;

import java.util.OptionalInt;

/**
 * A warm pool as the template declares it.
 *
 * @param minimum the smallest number of instances in the pool
 * @param prepared the number of instances of group and pool together; empty: the group's maximum
 * @param reuseOnScaleIn whether instances go back to the pool when the group shrinks, instead of
 *     ending
 */
record WarmPoolSettings(int minimum, OptionalInt prepared, boolean reuseOnScaleIn) {

  /** Returns how many instances the pool of a group should have. */
  int size(int groupMaximum, int groupDesired) {
    return Math.max(minimum, prepared.orElse(groupMaximum) - groupDesired);
  }
}
