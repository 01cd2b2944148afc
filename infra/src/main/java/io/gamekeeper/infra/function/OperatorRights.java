package io.gamekeeper.infra.function;

import io.gamekeeper.contract.LogGroups;
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
  private OperatorRights() {}

  /** Allows a function a use of what belongs to operations. */
  static void grant(LiveFunction function, Use use, StageConfig config) {
    Stack stack = Stack.of(function);
    List<Named> named = named(use, config);
    function
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(use.actions())
                .resources(
                    named.isEmpty()
                        ? List.of("*")
                        : named.stream()
                            .map(each -> each.arn(stack.getPartition(), stack.getAccount()))
                            .toList())
                .build());
    for (Named each : named) {
      Findings.acknowledge(
          function,
          "AwsSolutions-IAM5[Resource::"
              + each.arn("aws", config.account().orElse("<AWS::AccountId>"))
              + "]",
          "Operators work with all of the stage's own, whose names begin alike");
    }
  }

  /** Returns what a use is of, where IAM knows resources; nothing where it knows none. */
  private static List<Named> named(Use use, StageConfig config) {
    String region = config.region();
    String own = "gamekeeper-" + config.name().key() + "-*";
    return switch (use) {
      case SET_ALARMS -> List.of(new Named("cloudwatch", region, "alarm:" + own));
      // Dashboards belong to all regions.
      case READ_DASHBOARDS -> List.of(new Named("cloudwatch", "", "dashboard/" + own));
      case CHANGE_FLEET ->
          List.of(
              new Named("autoscaling", region, "autoScalingGroup:*:autoScalingGroupName/" + own));
      case LIST_LOGS -> List.of(new Named("logs", region, "log-group:*"));
      case READ_LOGS ->
          LogGroups.prefixes(config.name().key()).stream()
              .map(prefix -> new Named("logs", region, "log-group:" + prefix + "*"))
              .toList();
      // An item that is to be created has no name yet, and all that can be done is to write items.
      case MIRROR_INCIDENTS -> List.of();
      // CloudWatch tells of composite alarms only those who may ask about everything.
      case READ_ALARMS, QUERY_LOGS, READ_METRICS, READ_FLEET, READ_TRACES -> List.of();
      default -> throw new IllegalArgumentException(use + " is no matter of operations");
    };
  }

  /** A resource by the parts of its ARN. */
  private record Named(String service, String region, String resource) {
    String arn(String partition, String account) {
      return String.join(":", "arn", partition, service, region, account, resource);
    }
  }
}
