package io.gamekeeper.local.aws.autoscaling.scaling;

/**
 * The capacity that a policy wants.
 *
 * @param capacity not limited to what the group may have
 */
record Wish(Direction direction, int capacity) {
  /**
   * Whether a policy wants more or fewer instances; it may want more than it has a reason to add.
   */
  enum Direction {
    OUT,
    IN,
    NONE
  }

  static Wish out(int capacity) {
    return new Wish(Direction.OUT, capacity);
  }

  static Wish in(int capacity) {
    return new Wish(Direction.IN, capacity);
  }

  static Wish none() {
    return new Wish(Direction.NONE, 0);
  }

  boolean isOut() {
    return direction == Direction.OUT;
  }

  boolean isIn() {
    return direction == Direction.IN;
  }
}
