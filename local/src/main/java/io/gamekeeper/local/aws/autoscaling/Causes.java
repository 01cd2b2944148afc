package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.scaling.Change;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The causes of a group's activities, in the words of EC2 Auto Scaling. It remembers why the next
 * instances are launched, if not for the desired capacity alone. Guarded by the group's lock.
 */
final class Causes {
  static final String EC2_HEALTH_CHECK =
      "an instance was taken out of service in response to an EC2 health check indicating it has"
          + " been terminated or stopped.";
  static final String ELB_HEALTH_CHECK =
      "an instance was taken out of service in response to an ELB system health check failure.";
  static final String SPOT_INTERRUPTION =
      "an instance was taken out of service in response to an EC2 instance spot interruption.";
  static final String REBALANCE =
      "an instance was taken out of service in response to an EC2 instance rebalance"
          + " recommendation.";
  static final String REFRESH =
      "an instance was taken out of service in response to an instance refresh.";
  static final String REQUEST =
      "an instance was taken out of service in response to a user request.";
  static final String LAUNCH_FAILURE =
      "an instance was taken out of service in response to a launch failure.";
  static final String POOL_SURPLUS = "the warm pool has more instances than it should.";
  static final String POOL_REFRESH = "an instance refresh replaces it.";

  private final Supplier<Instant> now;

  /** Whole sentences, or the beginnings of sentences: these end with two spaces. */
  private final Deque<String> remembered = new ArrayDeque<>();

  /** Makes causes that are dated by that time. */
  Causes(Supplier<Instant> now) {
    this.now = now;
  }

  /** Prefixes a cause with the time, unless it has one. */
  String dated(String cause) {
    return cause.startsWith("At ") ? cause : "At %s %s".formatted(now.get(), cause);
  }

  /** Remembers that the group was created. */
  void groupCreated(int desired) {
    remember(
        "a user request created an AutoScalingGroup changing the desired capacity from 0 to %d.  "
            .formatted(desired));
  }

  /** Remembers that somebody has set the desired capacity. */
  void desiredCapacitySet(int from, int to) {
    remember(
        "a user request explicitly set group desired capacity changing the desired capacity from"
            + " %d to %d.  ".formatted(from, to));
  }

  /** Remembers that an alarm has made a policy change the desired capacity. */
  void policyTriggered(Change change, int from) {
    remember(
        "a monitor alarm %s in state %s triggered policy %s changing the desired capacity from %d to %d.  "
            .formatted(change.alarm(), change.state(), change.policy(), from, change.desired()));
  }

  /** Remembers that an instance at risk of an interruption is to be replaced. */
  void rebalanceRecommended() {
    remember("an instance was launched in response to an EC2 instance rebalance recommendation.");
  }

  /** Remembers that an unhealthy instance is to be replaced. */
  void instanceUnhealthy() {
    remember(
        "an instance was launched in response to an unhealthy instance needing to be replaced.");
  }

  /** Remembers that an instance refresh replaces an instance. */
  void instanceRefreshed() {
    remember("an instance was launched in response to an instance refresh.");
  }

  private void remember(String cause) {
    remembered.add(dated(cause));
  }

  /** Returns the cause of the next launch, which follows on those remembered. */
  String ofLaunch(int capacity) {
    @Nullable String first = remembered.poll();
    if (first != null && !first.endsWith("  ")) {
      return first;
    }
    return (first == null ? "" : first)
        + dated(
            "an instance was started in response to a difference between desired and actual"
                + " capacity, increasing the capacity from %d to %d."
                    .formatted(capacity, capacity + 1));
  }

  /** Returns the cause of a launch into the warm pool. */
  String ofWarmLaunch() {
    return dated(
        "an instance was started in response to a difference between desired and actual capacity"
            + " of the warm pool.");
  }

  /** Returns the cause of the next scale-in, which follows on those remembered. */
  String ofScaleIn(int capacity) {
    @Nullable String first = remembered.poll();
    return (first == null ? "" : first)
        + "an instance was taken out of service in response to a difference between desired and"
        + " actual capacity, shrinking the capacity from %d to %d."
            .formatted(capacity, capacity - 1);
  }
}
