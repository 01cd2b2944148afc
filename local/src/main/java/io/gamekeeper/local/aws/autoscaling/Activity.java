package io.gamekeeper.local.aws.autoscaling;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One entry of a group's history, as {@code DescribeScalingActivities} shows it. */
public final class Activity {
  private final Instant start;
  private final String description;
  private final String cause;
  private Status status = Status.IN_PROGRESS;
  private String message = "";
  private @Nullable Instant end;

  /** The progress of an activity. */
  public enum Status {
    IN_PROGRESS("InProgress"),
    SUCCESSFUL("Successful"),
    FAILED("Failed"),
    CANCELLED("Cancelled"),
    /** Of an instance refresh: all is replaced, and its alarms are still watched. */
    BAKING("Baking"),
    ROLLBACK_IN_PROGRESS("RollbackInProgress"),
    ROLLBACK_SUCCESSFUL("RollbackSuccessful"),
    ROLLBACK_FAILED("RollbackFailed");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    /** Returns the name that EC2 Auto Scaling gives it. */
    @JsonValue
    public String label() {
      return label;
    }
  }

  Activity(Instant start, String description, String cause) {
    this.start = start;
    this.description = description;
    this.cause = cause;
  }

  /** Shows how far it is; does nothing if it has ended. */
  synchronized void progress(Status how, String why) {
    if (end == null) {
      status = how;
      message = why;
    }
  }

  /** Ends it; does nothing the second time. */
  synchronized void end(Instant at, Status how, String why) {
    if (end == null) {
      end = at;
      status = how;
      message = why;
    }
  }

  public Instant start() {
    return start;
  }

  /** Returns the time of its end; empty while it is in progress. */
  public synchronized Optional<Instant> end() {
    return Optional.ofNullable(end);
  }

  public String description() {
    return description;
  }

  public String cause() {
    return cause;
  }

  public synchronized Status status() {
    return status;
  }

  /** Returns why it failed, with the last lines that the instance printed. */
  public synchronized String message() {
    return message;
  }
}
