package io.gamekeeper.local.aws.autoscaling;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The state of an instance in its group.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html">the
 *     states</a>
 */
public enum LifecycleState {
  PENDING("Pending"),
  PENDING_WAIT("Pending:Wait"),
  PENDING_PROCEED("Pending:Proceed"),
  IN_SERVICE("InService"),
  TERMINATING("Terminating"),
  TERMINATING_WAIT("Terminating:Wait"),
  TERMINATING_PROCEED("Terminating:Proceed"),
  TERMINATED("Terminated"),
  WARMED_PENDING("Warmed:Pending"),
  WARMED_PENDING_WAIT("Warmed:Pending:Wait"),
  WARMED_PENDING_PROCEED("Warmed:Pending:Proceed"),
  WARMED_STOPPED("Warmed:Stopped"),
  WARMED_TERMINATING("Warmed:Terminating");

  private final String label;

  LifecycleState(String label) {
    this.label = label;
  }

  /** Returns the name that EC2 Auto Scaling gives it. */
  @JsonValue
  public String label() {
    return label;
  }

  /** Tells whether it counts towards the group's capacity. */
  boolean isActive() {
    return switch (this) {
      case PENDING, PENDING_WAIT, PENDING_PROCEED, IN_SERVICE -> true;
      case TERMINATING,
          TERMINATING_WAIT,
          TERMINATING_PROCEED,
          TERMINATED,
          WARMED_PENDING,
          WARMED_PENDING_WAIT,
          WARMED_PENDING_PROCEED,
          WARMED_STOPPED,
          WARMED_TERMINATING ->
          false;
    };
  }

  /** Tells whether it has left service, or its launch was given up, and it is not gone yet. */
  boolean isLeaving() {
    return this == TERMINATING || this == TERMINATING_WAIT || this == TERMINATING_PROCEED;
  }

  /** Tells whether it belongs to the warm pool and stays there. */
  boolean isWarm() {
    return this == WARMED_PENDING
        || this == WARMED_PENDING_WAIT
        || this == WARMED_PENDING_PROCEED
        || this == WARMED_STOPPED;
  }

  /** Tells whether a lifecycle hook holds it. */
  boolean isWaiting() {
    return this == PENDING_WAIT || this == WARMED_PENDING_WAIT || this == TERMINATING_WAIT;
  }

  /** Returns the target state that the metadata service shows. */
  String target() {
    return switch (this) {
      case PENDING, PENDING_WAIT, PENDING_PROCEED, IN_SERVICE -> "InService";
      case TERMINATING, TERMINATING_WAIT, TERMINATING_PROCEED, TERMINATED -> "Terminated";
      case WARMED_PENDING, WARMED_PENDING_WAIT, WARMED_PENDING_PROCEED, WARMED_STOPPED ->
          "Warmed:Stopped";
      case WARMED_TERMINATING -> "Warmed:Terminated";
    };
  }
}
