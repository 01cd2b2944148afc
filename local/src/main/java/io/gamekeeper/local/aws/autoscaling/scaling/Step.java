package io.gamekeeper.local.aws.autoscaling.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A step of a policy.
 *
 * @param lower the lower bound of the breach; negative infinity if there is none
 * @param upper the upper bound of the breach; infinity if there is none
 * @param amount the adjustment
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html#as-scaling-steps">Step
 *     adjustments</a>
 */
record Step(double lower, double upper, int amount) {
  /** The most steps of a policy: "Quotas for Auto Scaling resources and groups". */
  private static final int MOST = 20;

  /**
   * Returns the step for a breach: above the threshold, the lower bound belongs to a step; below
   * it, the upper one does.
   *
   * @param breach the metric's value less the threshold
   */
  static Optional<Step> of(List<Step> steps, double breach) {
    Optional<Step> above = steps.stream().filter(step -> step.isAbove(breach)).findFirst();
    Optional<Step> below = steps.stream().filter(step -> step.isBelow(breach)).findFirst();
    return breach > 0 ? above : breach < 0 ? below : above.or(() -> below);
  }

  private boolean isAbove(double breach) {
    return lower <= breach && breach < upper;
  }

  private boolean isBelow(double breach) {
    return lower < breach && breach <= upper;
  }

  /** Returns why Auto Scaling refuses these steps, for a message that begins with their place. */
  static Optional<String> problem(List<Step> steps) {
    if (steps.isEmpty() || steps.size() > MOST) {
      return Optional.of("has %d steps; a policy has 1 to %d".formatted(steps.size(), MOST));
    }
    List<Step> sorted = new ArrayList<>(steps);
    sorted.sort(Comparator.comparingDouble(Step::lower).thenComparingDouble(Step::upper));
    for (Step step : sorted) {
      if (Double.isInfinite(step.lower) && Double.isInfinite(step.upper)) {
        return Optional.of("has a step without bounds");
      }
      if (step.lower >= step.upper) {
        return Optional.of(
            "has a step from %s to %s, which is empty".formatted(step.lower, step.upper));
      }
    }
    for (int i = 1; i < sorted.size(); i++) {
      double end = sorted.get(i - 1).upper;
      double next = sorted.get(i).lower;
      if (next != end) {
        return Optional.of(
            "has steps that %s between %s and %s"
                .formatted(
                    next < end ? "overlap" : "leave a gap",
                    Math.min(next, end),
                    Math.max(next, end)));
      }
    }
    if (sorted.getFirst().lower < 0 && Double.isFinite(sorted.getFirst().lower)) {
      return Optional.of("begins below the threshold, but has no step without a lower bound");
    }
    if (sorted.getLast().upper > 0 && Double.isFinite(sorted.getLast().upper)) {
      return Optional.of("ends above the threshold, but has no step without an upper bound");
    }
    return Optional.empty();
  }
}
