package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.target.NotTakenException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A policy whose adjustment depends on how far a metric is from the alarm's threshold. Instances
 * that are warming up do not count while it grows: the same step in that time adds nothing.
 */
record StepPolicy(
    PolicyName id,
    Adjustment adjustment,
    AlarmCall.Aggregation aggregation,
    List<Step> steps,
    Duration warmup)
    implements ScalingPolicy {
  StepPolicy {
    steps = List.copyOf(steps);
  }

  @Override
  public void check(AlarmCall call) throws NotTakenException {
    if (step(call).isEmpty()) {
      throw new NotTakenException(
          "NO_STEP",
          "%s has no step for the metric value %s of the alarm %s"
              .formatted(id.name(), call.recent(), call.alarm()));
    }
  }

  @Override
  public Wish wish(AlarmCall call, CurrentCapacity capacity) {
    return step(call)
        .map(
            step ->
                adjustment.wish(
                    step.amount(), capacity, capacity.warmedUp(warmup), capacity.withLeaving()))
        .orElseGet(Wish::none);
  }

  private Optional<Step> step(AlarmCall call) {
    OptionalDouble value = call.value(aggregation);
    return value.isPresent() && call.threshold().isPresent()
        ? Step.of(steps, value.getAsDouble() - call.threshold().getAsDouble())
        : Optional.empty();
  }
}
