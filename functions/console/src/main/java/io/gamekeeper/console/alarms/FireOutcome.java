package io.gamekeeper.console.alarms;

/** What came of setting an alarm off. */
public sealed interface FireOutcome {

  /** It is on until CloudWatch evaluates it again, and its actions run. */
  record Fired(String name, AlarmState before, AlarmState after) implements FireOutcome {}

  /** It is on already, or no longer in the state that the operator saw. */
  record Changed(AlarmState current) implements FireOutcome {}

  /** The stage has no such alarm. */
  record Unknown() implements FireOutcome {}
}
