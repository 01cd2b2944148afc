package io.gamekeeper.local.aws.autoscaling.scaling;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the number in a policy changes a capacity.
 *
 * @param minimumMagnitude the least change by a percentage
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html#as-scaling-adjustment">Scaling
 *     adjustment types</a>
 */
record Adjustment(Type type, int minimumMagnitude) {

  /** The adjustment types. */
  enum Type {
    CHANGE("ChangeInCapacity"),
    EXACT("ExactCapacity"),
    PERCENT("PercentChangeInCapacity");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    static Optional<Type> of(String label) {
      return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
    }
  }

  /** Returns what a policy wants; where it grows, instances that warm up do not count. */
  Wish wish(int amount, CurrentCapacity capacity, int grown, int shrunk) {
    int change = type == Type.EXACT ? Integer.compare(amount, capacity.desired()) : amount;
    if (change > 0) {
      return Wish.out(applied(grown, amount));
    }
    return change < 0 ? Wish.in(applied(shrunk, amount)) : Wish.none();
  }

  /** Returns a capacity with the adjustment; a percentage is rounded as Auto Scaling does it. */
  int applied(int capacity, int amount) {
    return switch (type) {
      case CHANGE -> capacity + amount;
      case EXACT -> amount;
      case PERCENT -> capacity + percentage(capacity, amount);
    };
  }

  private int percentage(int capacity, int percent) {
    double exact = Math.abs(capacity * (double) percent / 100);
    int rounded = exact > 0 && exact < 1 ? 1 : (int) exact;
    return Integer.signum(percent) * Math.max(rounded, minimumMagnitude);
  }
}
