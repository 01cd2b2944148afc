package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import java.util.Optional;

/**
 * A policy as alarms call it.
 *
 * @param metrics what is sent, with its units
 */
record PolicyTarget(ScalingPolicy policy, GroupScaling scaling, MetricStore metrics)
    implements Target {
  private static final String CLOUDWATCH = "cloudwatch.amazonaws.com";

  @Override
  public String action() {
    return "autoscaling:ExecutePolicy";
  }

  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    return principal.equals(CLOUDWATCH)
        ? Optional.empty()
        : Optional.of("scaling policies are started by alarms of CloudWatch, not by " + principal);
  }

  @Override
  public void take(Call call) throws NotTakenException {
    AlarmCall alarm = AlarmCall.parse(call.payload());
    if (policy instanceof TargetTracking tracking) {
      checkUnit(tracking);
      alarm = tracking.refreshed(alarm, metrics, scaling.now());
    }
    scaling.called(policy, alarm);
  }

  /** A policy that names a unit sees only what is sent in it; the stage has one per metric. */
  private void checkUnit(TargetTracking tracking) throws NotTakenException {
    String sent = metrics.unit(tracking.metric().name()).orElse("");
    String wanted = tracking.metric().unit().orElse(sent);
    if (!sent.isEmpty() && !sent.equals(wanted)) {
      throw new NotTakenException(
          "NO_DATA",
          "%s tracks %s in %s, but it is sent in %s"
              .formatted(tracking.id().name(), tracking.metric().name().name(), wanted, sent));
    }
  }
}
