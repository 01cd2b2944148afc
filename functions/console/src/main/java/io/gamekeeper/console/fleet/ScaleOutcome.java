package io.gamekeeper.console.fleet;

/** What came of setting a group's number of instances. */
public sealed interface ScaleOutcome {

  /** The group launches or ends instances until there are as many. */
  record Scaled(int before, int after) implements ScaleOutcome {}

  /** The number is no longer the one that the operator saw. */
  record Changed(int current) implements ScaleOutcome {}

  /** The number is outside the group's limits. */
  record OutOfRange(int minimum, int maximum) implements ScaleOutcome {}

  /** The group cannot be changed now; try again. */
  record Busy(String why) implements ScaleOutcome {}

  /** The stage has no such group. */
  record Unknown() implements ScaleOutcome {}
}
