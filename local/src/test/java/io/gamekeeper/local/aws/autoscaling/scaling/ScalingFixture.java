package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.SharedAlarms.Definition;
import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Policies of a group without instances, by a clock that a test moves. */
final class ScalingFixture implements AutoCloseable {
  static final Duration BOOT = Duration.ofSeconds(20);
  static final Duration DRAIN = Duration.ofMinutes(2);

  final LedTime time = new LedTime();
  final FakeAlarms alarms = new FakeAlarms();
  final Group group;
  private final Policies policies;
  private final List<Double> history = new ArrayList<>();

  /** A group whose instances boot, serve and drain. */
  final class Group implements ScalableGroup {
    final int minimum;
    final int maximum;
    final List<Change> changes = new ArrayList<>();
    private final List<Instant> inService = new ArrayList<>();
    private final List<Instant> gone = new ArrayList<>();
    int desired;

    private Group(int minimum, int desired, int maximum) {
      this.minimum = minimum;
      this.desired = desired;
      this.maximum = maximum;
      for (int i = 0; i < desired; i++) {
        inService.add(time.instant().minus(Duration.ofHours(1)));
      }
    }

    @Override
    public String name() {
      return "servers";
    }

    @Override
    public Duration warmup() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Duration cooldown() {
      return Duration.ofMinutes(5);
    }

    @Override
    public synchronized void follow(Function<CurrentCapacity, Optional<Change>> decision) {
      decision.apply(capacity()).ifPresent(this::change);
    }

    private void change(Change change) {
      changes.add(change);
      for (int i = desired; i < change.desired(); i++) {
        inService.add(time.instant().plus(BOOT));
      }
      for (int i = change.desired(); i < desired; i++) {
        inService.remove(inService.stream().min(Comparator.naturalOrder()).orElseThrow());
        gone.add(time.instant().plus(DRAIN));
      }
      desired = change.desired();
    }

    private CurrentCapacity capacity() {
      Instant now = time.instant();
      return new CurrentCapacity(
          minimum,
          desired,
          maximum,
          inService.stream()
              .filter(since -> !since.isAfter(now))
              .map(since -> Duration.between(since, now))
              .toList(),
          (int) inService.stream().filter(since -> since.isAfter(now)).count(),
          (int) gone.stream().filter(end -> end.isAfter(now)).count(),
          Stream.concat(inService.stream(), gone.stream())
              .filter(end -> !end.isAfter(now))
              .max(Comparator.naturalOrder())
              .orElse(Instant.EPOCH));
    }

    int serving() {
      return capacity().serving().size();
    }
  }

  /** A group of a size, without policies. */
  ScalingFixture(int minimum, int desired, int maximum) {
    group = new Group(minimum, desired, maximum);
    time.ground().alarms().keptBy(alarms);
    policies =
        new Policies(
            time.ground(), name -> name.equals("servers") ? Optional.of(group) : Optional.empty());
  }

  /** Returns the type of policies, for templates with more than those. */
  ResourceType resourceType() {
    return policies.resourceType();
  }

  /**
   * Creates policies.
   *
   * @param resources the inside of a template, with single quotes and without group names
   */
  Resources provision(String resources) {
    return Provisioning.provision(
        List.of(policies.resourceType()), "{'Resources': {" + resources + "}}");
  }

  /** The properties of a policy. */
  static String policy(String id, String properties) {
    return "'%s': {'Type': 'AWS::AutoScaling::ScalingPolicy', 'Properties': {'AutoScalingGroupName': 'servers', %s}}"
        .formatted(id, properties);
  }

  static String arn(Resources resources, String id) {
    return resources.find(id).orElseThrow().ref();
  }

  Target target(String arn) {
    return time.ground().targets().find(arn).orElseThrow();
  }

  /** Lets an alarm go off that calls a policy; all is done when this returns. */
  void alarm(String arn, String alarm, double threshold, Double... values)
      throws NotTakenException {
    ring(arn, alarm, threshold, values);
    time.advance(Duration.ofSeconds(1));
  }

  /** The same, without passage of time. */
  void ring(String arn, String alarm, double threshold, Double... values) throws NotTakenException {
    target(arn).take(AlarmCalls.of(alarm, threshold, List.of(values)));
  }

  /** Lets a minute pass in which a metric had a value, and evaluates the policies' own alarms. */
  void minute(double value) throws NotTakenException {
    time.advance(Duration.ofMinutes(1));
    history.add(value);
    for (Definition alarm : alarms.made.values()) {
      List<Double> last =
          history.subList(Math.max(0, history.size() - alarm.periods()), history.size());
      boolean on =
          last.size() == alarm.periods()
              && last.stream()
                  .allMatch(
                      point ->
                          alarm.comparison().equals("GreaterThanThreshold")
                              ? point > alarm.threshold()
                              : point < alarm.threshold());
      alarms.set(alarm.name(), on ? State.ALARM : State.OK);
      if (on) {
        for (String action : alarm.actions()) {
          Call call = AlarmCalls.of(alarm.name(), alarm.threshold(), last);
          target(action).take(call);
        }
      }
    }
    time.advance(Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    time.close();
  }
}
