package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.aws.autoscaling.Activity;
import io.gamekeeper.local.aws.autoscaling.LifecycleState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on the game servers' fleet. */
public final class FleetCalls {
  /** Lists the groups and their instances. */
  public static final AdminOperation<Nothing, Groups> LIST =
      new AdminOperation<>("fleet-list", Nothing.class, Groups.class);

  /** Lists a group's activities, newest first. */
  public static final AdminOperation<History, Activities> ACTIVITIES =
      new AdminOperation<>("fleet-activities", History.class, Activities.class);

  /** Takes an instance out of service. */
  public static final AdminOperation<Terminate, Nothing> TERMINATE =
      new AdminOperation<>("fleet-terminate", Terminate.class, Nothing.class);

  /** Ends an instance, or the server on it, without warning. */
  public static final AdminOperation<Kill, Nothing> KILL =
      new AdminOperation<>("fleet-kill", Kill.class, Nothing.class);

  /** Interrupts a Spot instance. */
  public static final AdminOperation<Interrupt, Interrupted> INTERRUPT =
      new AdminOperation<>("fleet-interrupt", Interrupt.class, Interrupted.class);

  private FleetCalls() {}

  /** The groups of the fleet. */
  public record Groups(List<Group> groups) {}

  /** A group and its instances. */
  public record Group(
      String name, int minimum, int desired, int maximum, List<Instance> instances) {}

  /**
   * An instance.
   *
   * @param health the worst that its target groups report; {@code LOST} if it was killed
   * @param since the time at which it entered its state
   * @param pid of its server; null if that does not run
   */
  public record Instance(
      String id,
      String zone,
      boolean spot,
      LifecycleState state,
      String health,
      int port,
      Instant since,
      @Nullable Long pid) {}

  /** A question for a group's newest activities. */
  public record History(String group, int limit) {}

  /** Activities, newest first. */
  public record Activities(List<Entry> activities) {}

  /**
   * An activity.
   *
   * @param end null while it is in progress
   * @param message why it failed, with the last lines that the instance printed
   */
  public record Entry(
      Instant start,
      @Nullable Instant end,
      Activity.Status status,
      String description,
      String cause,
      String message) {}

  /**
   * The orderly end of an instance.
   *
   * @param decrement whether the group shrinks, so that no other instance takes its place
   */
  public record Terminate(String instance, boolean decrement) {}

  /**
   * The end of an instance without warning.
   *
   * @param serverOnly whether only the server on it ends
   */
  public record Kill(String instance, boolean serverOnly) {}

  /**
   * The interruption of a Spot instance.
   *
   * @param noticeAfterSeconds between the recommendation to rebalance and the notice
   */
  public record Interrupt(String instance, int noticeAfterSeconds) {}

  /** The time at which an instance is taken. */
  public record Interrupted(Instant endsAt) {}
}
