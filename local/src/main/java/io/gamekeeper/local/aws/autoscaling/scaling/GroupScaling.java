package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.SharedAlarms;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The policies of a group, and what becomes of what they want at the same time: the largest
 * capacity wins, whether the group grows or shrinks; it does not shrink while an alarm still makes
 * a policy want it to grow; and target tracking shrinks it only when all such policies would.
 *
 * <p>Who calls is not kept waiting, and no lock of a group is held while alarms are looked at.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html#multiple-scaling-policy-resolution">Multiple
 *     dynamic scaling policies</a>
 */
final class GroupScaling {
  /** Calls that are not further apart than this count as simultaneous. */
  private static final Duration SIMULTANEOUS = Duration.ofSeconds(1);

  private final ScalableGroup group;
  private final Agenda agenda;
  private final SharedAlarms alarms;
  private final List<ScalingPolicy> policies = new CopyOnWriteArrayList<>();

  /** Guarded by this object. */
  private final List<Called> waiting = new ArrayList<>();

  /** Which alarm made a policy want to grow when it was called last; only the decision uses it. */
  private final Map<String, String> growing = new HashMap<>();

  /** The last simple scaling; only the decision uses it. */
  private @Nullable Cooling cooling;

  private record Called(ScalingPolicy policy, AlarmCall call) {}

  private record Proposal(ScalingPolicy policy, AlarmCall call, Wish wish) {}

  private record Cooling(Instant since, Duration cooldown) {
    boolean isOver(Instant now, Instant lastEnd) {
      Instant from = lastEnd.isAfter(since) ? lastEnd : since;
      return !from.plus(cooldown).isAfter(now);
    }
  }

  GroupScaling(ScalableGroup group, Agenda agenda, SharedAlarms alarms) {
    this.group = group;
    this.agenda = agenda;
    this.alarms = alarms;
  }

  void add(ScalingPolicy policy) {
    policies.add(policy);
  }

  List<ScalingPolicy> policies() {
    return List.copyOf(policies);
  }

  /**
   * Takes an alarm's call.
   *
   * @throws NotTakenException if the policy has no answer to it
   */
  void called(ScalingPolicy policy, AlarmCall call) throws NotTakenException {
    policy.check(call);
    synchronized (waiting) {
      waiting.add(new Called(policy, call));
      if (waiting.size() == 1) {
        agenda.after("scaling of " + group.name(), SIMULTANEOUS, this::decide);
      }
    }
  }

  private synchronized void decide() {
    List<Called> calls;
    synchronized (waiting) {
      calls = List.copyOf(waiting);
      waiting.clear();
    }
    growing.values().removeIf(alarm -> !isOn(alarm));
    boolean allTrackersShrink =
        policies.stream()
            .filter(TargetTracking.class::isInstance)
            .map(TargetTracking.class::cast)
            .filter(TargetTracking::shrinks)
            .allMatch(policy -> isOn(policy.low()));
    group.follow(capacity -> decision(calls, capacity, allTrackersShrink));
  }

  private boolean isOn(String alarm) {
    return alarms
        .keeper()
        .flatMap(keeper -> keeper.state(alarm))
        .filter(state -> state == State.ALARM)
        .isPresent();
  }

  private Optional<Change> decision(
      List<Called> calls, CurrentCapacity capacity, boolean allTrackersShrink) {
    List<Proposal> proposals =
        calls.stream()
            .filter(called -> answers(called.policy(), capacity))
            .map(
                called ->
                    new Proposal(
                        called.policy(),
                        called.call(),
                        called.policy().wish(called.call(), capacity)))
            .toList();
    for (Proposal proposal : proposals) {
      String arn = proposal.policy().id().arn();
      if (proposal.wish().isOut()) {
        growing.put(arn, proposal.call().alarm());
      } else {
        growing.remove(arn);
      }
    }
    Optional<Proposal> out = largest(proposals.stream().filter(p -> p.wish().isOut()).toList());
    if (out.isPresent()) {
      return change(out.get(), capacity).filter(change -> change.desired() > capacity.desired());
    }
    return growing.isEmpty() ? shrunk(proposals, capacity, allTrackersShrink) : Optional.empty();
  }

  private Optional<Change> shrunk(
      List<Proposal> proposals, CurrentCapacity capacity, boolean allTrackersShrink) {
    return largest(
            proposals.stream()
                .filter(proposal -> proposal.wish().isIn())
                .filter(p -> allTrackersShrink || !(p.policy() instanceof TargetTracking))
                .filter(proposal -> !capacity.isGrowing(proposal.policy().warmup()))
                .toList())
        .flatMap(proposal -> change(proposal, capacity))
        .filter(change -> change.desired() < capacity.desired());
  }

  private static Optional<Proposal> largest(List<Proposal> proposals) {
    return proposals.stream().max(Comparator.comparingInt(proposal -> proposal.wish().capacity()));
  }

  /** Tells whether a policy answers now: a simple one waits for instances and cooldown. */
  private boolean answers(ScalingPolicy policy, CurrentCapacity capacity) {
    return !(policy instanceof SimplePolicy)
        || (!capacity.isChanging()
            && (cooling == null || cooling.isOver(now(), capacity.lastEnd())));
  }

  private Optional<Change> change(Proposal proposal, CurrentCapacity capacity) {
    Change change =
        new Change(
            capacity.clamped(proposal.wish().capacity()),
            proposal.call().alarm(),
            proposal.call().state(),
            proposal.policy().id().name());
    if (proposal.policy() instanceof SimplePolicy simple
        && change.desired() != capacity.desired()) {
      cooling = new Cooling(now(), simple.cooldown());
    }
    return Optional.of(change);
  }

  Instant now() {
    return agenda.clock().instant();
  }
}
