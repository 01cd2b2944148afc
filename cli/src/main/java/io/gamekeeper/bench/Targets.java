package io.gamekeeper.bench;

import static io.gamekeeper.bench.Table.number;

import io.gamekeeper.load.Measurements.Interval;

/** Compares figures with what they should be, and remembers whether one missed. */
final class Targets {
  private boolean met = true;

  /** Whether every figure so far was as it should be. */
  boolean met() {
    return met;
  }

  String summary() {
    return met ? "every target met" : "a target was missed";
  }

  /** 99 % of the calls took no longer, and none failed. */
  String p99(Interval calls, double millis) {
    return mark(calls.millisAt(99) <= millis && calls.errors() == 0) + " p99 ≤ " + number(millis);
  }

  String atMost(double figure, double target) {
    return mark(figure <= target) + " ≤ " + number(target);
  }

  String atLeast(double figure, double target) {
    return mark(figure >= target) + " ≥ " + number(target);
  }

  private String mark(boolean asItShouldBe) {
    met &= asItShouldBe;
    return asItShouldBe ? "ok" : "MISSED";
  }
}
