package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.target.Call;
import java.util.List;

/** What CloudWatch sends to an action, shortened to what policies read. */
public final class AlarmCalls {
  private AlarmCalls() {}

  /**
   * A call of an alarm that is on.
   *
   * @param values those that it has looked at, oldest first
   */
  public static Call of(String alarm, double threshold, List<Double> values) {
    StringBuilder evaluated = new StringBuilder();
    // CloudWatch lists the newest first.
    for (int i = values.size() - 1; i >= 0; i--) {
      evaluated
          .append(evaluated.isEmpty() ? "" : ",")
          .append(
              "{\"timestamp\":\"2026-11-21T10:%02d:00.000+0000\",\"sampleCount\":1.0,\"value\":%s}"
                  .formatted(i, values.get(i)));
    }
    String reason =
        "{\"version\":\"1.0\",\"period\":60,\"recentDatapoints\":%s,\"threshold\":%s,\"evaluatedDatapoints\":[%s]}"
            .formatted(values, threshold, evaluated);
    return Call.of(
        """
        {"source": "aws.cloudwatch", "alarmData": {"alarmName": "%s", "state": {
          "value": "ALARM", "reason": "Threshold Crossed", "reasonData": "%s"}}}
        """
            .formatted(alarm, reason.replace("\"", "\\\"")),
        "cloudwatch.amazonaws.com");
  }
}
