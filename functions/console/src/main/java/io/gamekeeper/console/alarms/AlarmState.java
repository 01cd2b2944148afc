package io.gamekeeper.console.alarms;

/** The states of an alarm, the one that needs somebody first. */
public enum AlarmState {
  ALARM,
  INSUFFICIENT_DATA,
  OK
}
