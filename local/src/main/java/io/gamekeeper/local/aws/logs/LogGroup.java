package io.gamekeeper.local.aws.logs;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * A log group that the templates declare.
 *
 * @param arn without {@code :*}
 * @param retentionDays empty: its lines are kept for ever
 */
record LogGroup(String name, String arn, OptionalInt retentionDays, Instant created) {
  /**
   * Returns the resource that IAM decides about when the lines are read: a policy has to name the
   * group with {@code :*}, as {@code Fn::GetAtt} does.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html">Log
   *     group ARNs</a>
   */
  static String resource(String arn) {
    return arn + ":log-stream:";
  }
}
