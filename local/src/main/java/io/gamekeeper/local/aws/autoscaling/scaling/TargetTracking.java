package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.aws.autoscaling.scaling.AlarmCall.Aggregation;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.SharedAlarms.Definition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * A policy that keeps a metric near a target by two alarms of its own. It adds instances in
 * proportion to the metric's newest value, rounded up. It takes off as many as would have left the
 * metric at the target or below in all of the time for which it was low: Auto Scaling documents
 * that it shrinks "more gradually" and rounds so, and not which value it takes.
 *
 * <p>Its alarms are those that Auto Scaling makes: three minutes above the target, and fifteen
 * minutes below nine tenths of it; the guide gives the margin as "usually more than 10 %".
 *
 * @param shrinks whether it may take instances off
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html">Target
 *     tracking scaling policies</a>
 */
record TargetTracking(
    PolicyName id, TrackedMetric metric, double target, boolean shrinks, Duration warmup)
    implements ScalingPolicy {
  private static final int PERIODS_ABOVE = 3;
  private static final int PERIODS_BELOW = 15;
  private static final double MARGIN = 0.9;
  private static final double ROUNDING_ERROR = 1e-9;

  @Override
  public void check(AlarmCall call) throws NotTakenException {
    if (!call.alarm().equals(high()) && !isLow(call)) {
      throw new NotTakenException("VALIDATION", id.name() + " is called by its own alarms only");
    }
    if (call.newest().isEmpty()) {
      throw new NotTakenException("NO_DATA", id.name() + " is called without a datapoint");
    }
  }

  @Override
  public Wish wish(AlarmCall call, CurrentCapacity capacity) {
    if (isLow(call)) {
      return Wish.in(scaled(capacity.withLeaving(), call.value(Aggregation.MAXIMUM)));
    }
    if (call.newest().orElse(target) <= target) {
      return Wish.none();
    }
    int counted = capacity.warmedUp(warmup);
    return Wish.out(Math.max(counted + 1, scaled(counted, call.newest())));
  }

  /**
   * Returns a call with the newest datapoints. An alarm that stays on repeats those with which it
   * went on; Auto Scaling takes the most recent ones.
   */
  AlarmCall refreshed(AlarmCall call, MetricStore metrics, Instant now) {
    return call.with(metric.recent(metrics, now, isLow(call) ? PERIODS_BELOW : PERIODS_ABOVE));
  }

  private int scaled(int capacity, OptionalDouble value) {
    return (int) Math.ceil(capacity * value.orElse(target) / target - ROUNDING_ERROR);
  }

  private boolean isLow(AlarmCall call) {
    return shrinks && call.alarm().equals(low());
  }

  /** Returns the name of the alarm that makes the group grow. */
  String high() {
    return alarmName("AlarmHigh");
  }

  /** Returns the name of the alarm that makes the group shrink. */
  String low() {
    return alarmName("AlarmLow");
  }

  private String alarmName(String kind) {
    UUID uuid = UUID.nameUUIDFromBytes((id.arn() + kind).getBytes(StandardCharsets.UTF_8));
    return "TargetTracking-%s-%s-%s".formatted(id.group(), kind, uuid);
  }

  /** Returns the alarms that it makes. */
  List<Definition> alarms() {
    Definition above = alarm(high(), PERIODS_ABOVE, "GreaterThanThreshold", target);
    return shrinks
        ? List.of(above, alarm(low(), PERIODS_BELOW, "LessThanThreshold", target * MARGIN))
        : List.of(above);
  }

  private Definition alarm(String name, int periods, String comparison, double threshold) {
    return new Definition(
        name,
        "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + id.arn() + ".",
        metric.name(),
        metric.statistic(),
        metric.period(),
        periods,
        periods,
        comparison,
        threshold,
        "missing",
        List.of(id.arn()));
  }
}
