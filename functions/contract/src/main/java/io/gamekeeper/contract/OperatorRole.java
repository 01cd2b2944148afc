package io.gamekeeper.contract;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a person or a machine that operates the game may do. Everybody who has any role may look at
 * everything but what players did; the others add that, and changes.
 */
public enum OperatorRole {
  /** Looks at everything and changes nothing. */
  VIEWER("viewer"),
  /** Plans in-game events, and asks the lake what players do. */
  PLANNER("planner"),
  /** Approves what somebody else planned, and hands out or erases what is kept of a player. */
  APPROVER("approver"),
  /** Answers alarms: drills, repairs, switches. */
  ON_CALL("on-call");

  private final String key;

  OperatorRole(String key) {
    this.key = key;
  }

  /** Returns the name in claims, in role names and on the command line. */
  public String key() {
    return key;
  }

  /** Returns the name of the IAM role in a stage, for instance {@code gamekeeper-prod-on-call}. */
  public String roleName(String stage) {
    return "gamekeeper-" + stage + "-" + key;
  }

  /** Returns the role of that {@link #key}; empty if there is none. */
  public static Optional<OperatorRole> named(String key) {
    return Stream.of(values()).filter(role -> role.key.equals(key)).findAny();
  }
}
