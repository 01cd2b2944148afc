package io.gamekeeper.local.target;

import java.util.Optional;

/** Something that a service calls by its ARN, without waiting for a result. */
public interface Target {

  /** What the role of a caller must be allowed, for instance {@code sqs:SendMessage}. */
  String action();

  /**
   * Why the target's own policy refuses a service; empty if it does not.
   *
   * @param principal for instance {@code events.amazonaws.com}
   * @param sourceArn the resource on whose behalf the service calls
   */
  Optional<String> refusal(String principal, String sourceArn);

  /**
   * Why the target takes no calls in that message group, or without one; empty if it does. Only
   * queues have groups.
   */
  default Optional<String> misfit(Optional<String> group) {
    return group.map(_ -> "only queues have message groups");
  }

  /**
   * Takes a call: it is kept, or is being worked on, when this returns.
   *
   * @throws NotTakenException if it is not
   */
  void take(Call call) throws NotTakenException;
}
