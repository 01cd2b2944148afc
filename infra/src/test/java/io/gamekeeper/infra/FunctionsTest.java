package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.config.StageName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every function of the product, whichever stack deploys it. */
final class FunctionsTest {
  private static final Set<String> WITHOUT_RESOURCE =
      Set.of(
          "cloudwatch:PutMetricData",
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses",
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeScalingActivities",
          "cloudwatch:DescribeAlarmHistory",
          "cloudwatch:DescribeAlarms",
          "cloudwatch:GetMetricData",
          "cloudwatch:ListDashboards",
          "logs:DescribeQueryDefinitions",
          "logs:GetQueryResults",
          "logs:StopQuery",
          // An item's name does not say whose it is.
          "ssm:CreateOpsItem",
          "ssm:UpdateOpsItem",
          "xray:BatchGetTraces",
          "xray:GetServiceGraph",
          "xray:GetTraceSummaries",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments");

  /** What operators read and IAM knows no resources of, and their logs, which have names. */
  private static final Set<String> WITHOUT_NAMES =
      Set.of(
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeScalingActivities",
          "cloudwatch:DescribeAlarmHistory",
          "cloudwatch:DescribeAlarms",
          "cloudwatch:GetMetricData",
          "cloudwatch:ListDashboards",
          "logs:DescribeLogGroups",
          "logs:DescribeQueryDefinitions",
          "logs:FilterLogEvents",
          "logs:GetQueryResults",
          "logs:StartQuery",
          "logs:StopQuery",
          "ssm:CreateOpsItem",
          "ssm:UpdateOpsItem",
          "xray:BatchGetTraces",
          "xray:GetServiceGraph",
          "xray:GetTraceSummaries");

  /** What event sources need, beside the function's uses. */
  private static final Set<String> TO_BE_FED =
      Set.of(
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
          "sqs:SendMessage");

  @ParameterizedTest
  @EnumSource
  void everyFunctionRunsOnJava25WithItsOwnLogAndTracing(GameFunction function) {
    DeployedFunction deployed = DeployedFunction.inDev(function);
    JsonNode properties = deployed.properties();

    assertThat(properties.path("Runtime").asText()).isEqualTo("java25");
    assertThat(properties.at("/Architectures/0").asText()).isEqualTo("arm64");
    assertThat(properties.at("/TracingConfig/Mode").asText()).isEqualTo("Active");
    String log = properties.at("/LoggingConfig/LogGroup/Ref").asText();
    assertThat(deployed.template().at("/Resources/" + log + "/Properties/RetentionInDays").asInt())
        .isEqualTo(30);
    TelemetryEnvironment telemetry = TelemetryEnvironment.from(deployed.environment());
    assertThat(telemetry.service()).isEqualTo(function.functionName());
    assertThat(telemetry.namespace()).isEqualTo("Gamekeeper/dev");
  }

  @ParameterizedTest
  @EnumSource
  void whoHasARouteStartsFromASnapshotAndNobodyElse(GameFunction function) {
    boolean routed = Stream.of(ApiRoute.values()).anyMatch(r -> r.function() == function);

    assertThat(DeployedFunction.inDev(function).properties().at("/SnapStart/ApplyOn").asText())
        .isEqualTo(routed ? "PublishedVersions" : "");
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionMayDoWhatItsUsesSayAndNoMore(GameFunction function) {
    Set<String> used =
        function.uses().stream()
            .map(Use::actions)
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));

    TreeSet<String> allowed =
        new TreeSet<>(DeployedFunction.inDev(function).actionsOnNamedResources());
    allowed.removeIf(action -> TO_BE_FED.contains(action) && !used.contains(action));
    if (function.uses().contains(Use.SEND_METRICS)) {
      allowed.addAll(actionsOnTheOwnNamespace(function));
    }
    TreeSet<String> looked = new TreeSet<>(WITHOUT_NAMES);
    looked.retainAll(used);
    assertThat(actions(function)).containsAll(looked);
    allowed.addAll(looked);

    assertThat(allowed).isEqualTo(used);
  }

  private static Set<String> actions(GameFunction function) {
    return DeployedFunction.inDev(function).statements().stream()
        .flatMap(statement -> DeployedFunction.texts(statement.path("Action")).stream())
        .collect(Collectors.toSet());
  }

  /** Metrics are no resources; a role is held to a namespace by a condition. */
  private static Set<String> actionsOnTheOwnNamespace(GameFunction function) {
    TreeSet<String> allowed = new TreeSet<>();
    for (JsonNode statement : DeployedFunction.inDev(function).statements()) {
      String namespace =
          statement.at("/Condition/StringEquals").path("cloudwatch:namespace").asText();
      if (namespace.equals("Gamekeeper/dev")) {
        allowed.addAll(DeployedFunction.texts(statement.path("Action")));
      }
    }
    return allowed;
  }

  @ParameterizedTest
  @EnumSource
  void everyUseNamesAVariableOfItsFunction(GameFunction function) {
    assertThat(DeployedFunction.inDev(function).environment().keySet())
        .containsAll(function.uses().stream().map(Use::variable).toList());
  }

  @ParameterizedTest
  @EnumSource
  void noWildcardWhereAResourceCanBeNamed(GameFunction function) {
    for (JsonNode statement : DeployedFunction.inDev(function).statements()) {
      List<String> actions = DeployedFunction.texts(statement.path("Action"));

      assertThat(actions).noneMatch(action -> action.contains("*"));
      if (DeployedFunction.texts(statement.path("Resource")).contains("*")) {
        assertThat(WITHOUT_RESOURCE).containsAll(actions);
      }
    }
  }

  @Test
  void noRoleServesTwoFunctions() {
    TreeSet<String> roles = new TreeSet<>();
    for (GameFunction function : GameFunction.values()) {
      DeployedFunction deployed = DeployedFunction.inDev(function);
      roles.add(deployed.stack() + "/" + deployed.role());
    }

    assertThat(roles).hasSize(GameFunction.values().length);
  }

  @Test
  void everyRouteLeadsToTheLiveAliasOfItsFunction() {
    TreeSet<String> routes = new TreeSet<>();
    for (String stack : Templates.stacks(StageName.DEV).keySet()) {
      JsonNode resources = Templates.template(StageName.DEV, stack).path("Resources");
      for (JsonNode rule :
          Templates.resources(StageName.DEV, stack, "AWS::ElasticLoadBalancingV2::ListenerRule")
              .values()) {
        JsonNode properties = rule.path("Properties");
        JsonNode actions = properties.path("Actions");
        JsonNode group =
            resources.path(actions.path(actions.size() - 1).at("/TargetGroupArn/Ref").asText());
        if (!group.at("/Properties/TargetType").asText().equals("lambda")) {
          continue;
        }
        if (properties.path("Conditions").toString().contains("\"ops.")) {
          continue; // operators, see OperationsTest
        }
        JsonNode methods = properties.at("/Conditions/0/HttpRequestMethodConfig/Values");
        assertThat(methods.toString().contains("\"GET\""))
            .isEqualTo(methods.toString().contains("\"HEAD\""));
        JsonNode alias = resources.path(group.at("/Properties/Targets/0/Id/Ref").asText());
        String function = alias.at("/Properties/FunctionName/Ref").asText();
        routes.add(
            String.join(
                " ",
                properties.path("Priority").asText(),
                methods.path(0).asText(),
                properties.at("/Conditions/1/PathPatternConfig/Values/0").asText(),
                actions.path(0).path("Type").asText().equals("jwt-validation") ? "PLAYER" : "",
                alias.at("/Properties/Name").asText(),
                resources.path(function).at("/Properties/Handler").asText()));
      }
    }

    assertThat(routes)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ApiRoute.values())
                .map(
                    route ->
                        String.join(
                            " ",
                            Integer.toString(route.priority()),
                            route.method(),
                            route.path(),
                            route.caller() == ApiRoute.Caller.PLAYER ? "PLAYER" : "",
                            "live",
                            route.function().handler()))
                .toList());
  }
}
