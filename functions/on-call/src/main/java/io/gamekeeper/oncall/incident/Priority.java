package io.gamekeeper.oncall.incident;

import io.gamekeeper.contract.GameAlarm.Severity;

/** How urgent an incident is: as its most urgent alarm. */
public enum Priority {
  P1(Severity.CRITICAL),
  P2(Severity.HIGH),
  P3(Severity.MEDIUM),
  P4(Severity.LOW);

  private final Severity severity;

  Priority(Severity severity) {
    this.severity = severity;
  }

  /** Returns the severity of its most urgent alarm. */
  public Severity severity() {
    return severity;
  }

  static Priority of(Severity severity) {
    return switch (severity) {
      case CRITICAL -> P1;
      case HIGH -> P2;
      case MEDIUM -> P3;
      case LOW -> P4;
    };
  }
}
