package io.gamekeeper.infra.function;

import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * The rights to look at a stage's alarms, dashboards, logs, traces and servers, and to change some
 * of them. Where IAM knows resources, they are the stage's own; several stages may share an
 * account.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html">Actions
 *     and resources of CloudWatch</a>
 */
final class OperatorRights {
  private static final String ANY = "*";

  private OperatorRights() {}

  /** Allows a function a use of what belongs to operations. */
  static void grant(LiveFunction function, Use use, StageConfig config) {
    Stack stack = Stack.of(function);
    String named = resource(use, config);
    function
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(use.actions())
                .resources(
                    List.of(
                        named.equals(ANY)
                            ? ANY
                            : arn(named, stack.getPartition(), stack.getAccount(), config)))
                .build());
    if (!named.equals(ANY)) {
      Findings.acknowledge(
          function,
          "AwsSolutions-IAM5[Resource::"
              + arn(named, "aws", config.account().orElse("<AWS::AccountId>"), config)
              + "]",
          "Operators look at all of the stage's own alarms and groups, whose names have its prefix");
    }
  }

  /** Returns service and resource, as the last parts of an ARN; or all, where IAM knows none. */
  private static String resource(Use use, StageConfig config) {
    String names = "gamekeeper-" + config.name().key() + "-*";
    return switch (use) {
      // A list of all is asked of all.
      case READ_ALARMS -> "cloudwatch|alarm:*";
      case SET_ALARMS -> "cloudwatch|alarm:" + names;
      case CHANGE_FLEET -> "autoscaling|autoScalingGroup:*:autoScalingGroupName/" + names;
      case QUERY_LOGS, READ_LOGS, READ_DASHBOARDS, READ_METRICS, READ_FLEET, READ_TRACES -> ANY;
      default -> throw new IllegalArgumentException(use + " is no matter of operations");
    };
  }

  private static String arn(String named, String partition, String account, StageConfig config) {
    int bar = named.indexOf('|');
    return String.join(
        ":",
        "arn",
        partition,
        named.substring(0, bar),
        config.region(),
        account,
        named.substring(bar + 1));
  }
}
