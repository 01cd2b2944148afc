package io.gamekeeper.local.iam;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The AWS managed policies that the templates attach, from the <a
 * href="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/">AWS managed policy
 * reference</a>. Except for RDS's monitoring, they allow actions on every resource.
 */
final class AwsManagedPolicies {
  private static final String PREFIX = "arn:aws:iam::aws:policy/";

  private static final String RDS_MONITORING = "service-role/AmazonRDSEnhancedMonitoringRole";
  private static final String RDS_LOGS = "arn:aws:logs:*:*:log-group:RDS*";

  private static final List<String> LOGS =
      List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents");

  private static final Map<String, List<String>> ACTIONS =
      Map.of(
          "service-role/AWSLambdaBasicExecutionRole",
          LOGS,
          "service-role/AWSLambdaVPCAccessExecutionRole",
          List.of(
              "logs:CreateLogGroup",
              "logs:CreateLogStream",
              "logs:PutLogEvents",
              "ec2:CreateNetworkInterface",
              "ec2:DescribeNetworkInterfaces",
              "ec2:DescribeSubnets",
              "ec2:DeleteNetworkInterface",
              "ec2:AssignPrivateIpAddresses",
              "ec2:UnassignPrivateIpAddresses"),
          RDS_MONITORING,
          List.of(
              "logs:CreateLogGroup",
              "logs:PutRetentionPolicy",
              "logs:CreateLogStream",
              "logs:PutLogEvents",
              "logs:DescribeLogStreams",
              "logs:GetLogEvents"),
          "AWSXRayDaemonWriteAccess",
          List.of(
              "xray:PutTraceSegments",
              "xray:PutTelemetryRecords",
              "xray:GetSamplingRules",
              "xray:GetSamplingTargets",
              "xray:GetSamplingStatisticSummaries"));

  private AwsManagedPolicies() {}

  static Optional<Policy> find(String arn) {
    if (!arn.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String name = arn.substring(PREFIX.length());
    @Nullable List<String> actions = ACTIONS.get(name);
    if (actions == null) {
      return Optional.empty();
    }
    ObjectNode statement = JsonNodeFactory.instance.objectNode();
    statement.put("Effect", "Allow");
    statement.put("Resource", name.equals(RDS_MONITORING) ? RDS_LOGS : "*");
    ArrayNode names = statement.putArray("Action");
    actions.forEach(names::add);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putArray("Statement").add(statement);
    return Optional.of(Policy.parse(arn, document));
  }
}
