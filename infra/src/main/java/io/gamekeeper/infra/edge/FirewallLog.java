package io.gamekeeper.infra.edge;

import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.wafv2.CfnLoggingConfiguration;
import software.amazon.awscdk.services.wafv2.CfnWebACL;
import software.constructs.Construct;

/** The firewall's log: blocked and counted requests only, and never a player's token. */
final class FirewallLog {
  private FirewallLog() {}

  /** Keeps the log of that web ACL, as a construct of that scope. */
  static void keep(
      Construct scope, CfnWebACL acl, StageConfig config, RemovalPolicy removalPolicy) {
    LogGroup group =
        LogGroup.Builder.create(scope, "Log")
            // AWS WAF writes to groups of that prefix only.
            .logGroupName("aws-waf-logs-gamekeeper-" + config.name().key())
            .retention(config.logRetention().retention())
            .removalPolicy(removalPolicy)
            .build();
    CfnLoggingConfiguration.Builder.create(scope, "Logging")
        .resourceArn(acl.getAttrArn())
        .logDestinationConfigs(
            List.of(
                Stack.of(scope)
                    .formatArn(
                        ArnComponents.builder()
                            .service("logs")
                            .resource("log-group")
                            .resourceName(group.getLogGroupName())
                            .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                            .build())))
        .redactedFields(List.of(header("authorization"), header("sec-websocket-protocol")))
        .loggingFilter(
            Sorted.map(
                "DefaultBehavior",
                "DROP",
                "Filters",
                List.of(
                    Sorted.map(
                        "Behavior",
                        "KEEP",
                        "Conditions",
                        List.of(loggedAction("BLOCK"), loggedAction("COUNT")),
                        "Requirement",
                        "MEETS_ANY"))))
        .build();
  }

  private static CfnLoggingConfiguration.FieldToMatchProperty header(String name) {
    return CfnLoggingConfiguration.FieldToMatchProperty.builder()
        .singleHeader(Map.of("Name", name))
        .build();
  }

  private static Map<String, Object> loggedAction(String action) {
    return Map.of("ActionCondition", Map.of("Action", action));
  }
}
