package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.load.Measurements.Interval;

/**
 * Compares figures with what they should be, and remembers whether one missed. Figures in absolute
 * units say something about the product only on a machine that is not busy.
 */
final class Targets {
  /**
   * The limit for a constant answer; if it takes longer, the machine is busy with something else.
   */
  static final double QUIET_MILLIS = 2;

  private final boolean quiet;
  private boolean met = true;

  /** Creates targets that are all judged. */
  Targets() {
    this.quiet = true;
  }

  /**
   * Creates targets of which those in absolute units are judged only if a constant answer came in
   * time.
   */
  Targets(Interval constant) {
    this.quiet = constant.millisAt(99) <= QUIET_MILLIS;
  }

  /** Returns whether every figure so far was as it should be. */
  boolean met() {
    return met;
  }

  String summary() {
    return (met ? "every target met" : "a target was missed")
        + (quiet ? "" : "; absolute figures were not judged, because the machine was busy");
  }

  /** Judges whether 99 % of the calls took no longer than that, and none failed. */
  String p99(Interval calls, double millis) {
    return absolute(calls.millisAt(99) <= millis && calls.errors() == 0)
        + " p99 ≤ "
        + number(millis);
  }

  String millisAtMost(double figure, double target) {
    return absolute(figure <= target) + " ≤ " + number(target);
  }

  String perSecondAtLeast(double figure, double target) {
    return absolute(figure >= target) + " ≥ " + number(target);
  }

  String atMost(double figure, double target) {
    return mark(figure <= target) + " ≤ " + number(target);
  }

  String atLeast(double figure, double target) {
    return mark(figure >= target) + " ≥ " + number(target);
  }

  private String absolute(boolean asItShouldBe) {
    return quiet ? mark(asItShouldBe) : "not judged";
  }

  private String mark(boolean asItShouldBe) {
    met &= asItShouldBe;
    return asItShouldBe ? "ok" : "MISSED";
  }
}
