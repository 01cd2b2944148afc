package io.gamekeeper.console.fleet;

/** What came of ending an instance. */
public sealed interface TerminateOutcome {

  /**
   * It leaves service.
   *
   * @param desired the number of instances that its group should have from now on
   */
  record Terminating(String group, int desired) implements TerminateOutcome {}

  /** The group would have fewer than its minimum; let another instance take its place. */
  record AtMinimum(int minimum) implements TerminateOutcome {}

  /**
   * It is on its way already, or waits in the warm pool.
   *
   * @param state as Auto Scaling calls it
   */
  record NotInService(String state) implements TerminateOutcome {}

  /** The group cannot be changed now; try again. */
  record Busy(String why) implements TerminateOutcome {}

  /** The stage's groups have no such instance. */
  record Unknown() implements TerminateOutcome {}
}
