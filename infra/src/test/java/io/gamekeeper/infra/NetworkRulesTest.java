package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What AWS's documents ask of networks, their end points and their logs, over the templates of all
 * stages.
 */
final class NetworkRulesTest {
  /** CloudFormation reference, AWS::EC2::Route. */
  @ParameterizedTest
  @EnumSource
  void aRouteHasOneTargetAndIsMadeAfterTheWayThere(StageName stage) {
    Set<String> attachments =
        Templates.resources(stage, "Network", "AWS::EC2::VPCGatewayAttachment").keySet();
    Set<String> targets =
        Set.of("EgressOnlyInternetGatewayId", "GatewayId", "NatGatewayId", "VpcEndpointId");
    TreeSet<String> kinds = new TreeSet<>();

    Templates.resources(stage, "Network", "AWS::EC2::Route")
        .forEach(
            (id, route) -> {
              Set<String> named = new HashSet<>();
              route.path("Properties").fieldNames().forEachRemaining(named::add);
              boolean six = named.contains("DestinationIpv6CidrBlock");
              named.retainAll(targets);
              assertThat(named).as(id).hasSize(1);
              kinds.add((six ? "IPv6 by " : "IPv4 by ") + named.iterator().next());
              if (named.contains("GatewayId")) {
                assertThat(Resources.dependencies(route)).as(id).containsAll(attachments);
              }
            });

    assertThat(attachments).hasSize(1);
    assertThat(kinds)
        .containsExactly(
            "IPv4 by GatewayId",
            "IPv4 by NatGatewayId",
            "IPv6 by EgressOnlyInternetGatewayId",
            "IPv6 by GatewayId");
  }

  /** CloudFormation reference, AWS::EC2::NatGateway: else the deletion of the stack hangs. */
  @ParameterizedTest
  @EnumSource
  void aNatGatewayGoesBeforeItsWayToTheInternet(StageName stage) {
    Map<String, String> tables = new TreeMap<>();
    Templates.resources(stage, "Network", "AWS::EC2::SubnetRouteTableAssociation")
        .values()
        .forEach(
            association ->
                tables.put(
                    association.at("/Properties/SubnetId/Ref").asText(),
                    association.at("/Properties/RouteTableId/Ref").asText()));
    Map<String, String> defaults = new TreeMap<>();
    Templates.resources(stage, "Network", "AWS::EC2::Route")
        .forEach(
            (id, route) -> {
              if (route.at("/Properties/DestinationCidrBlock").asText().equals("0.0.0.0/0")) {
                defaults.put(route.at("/Properties/RouteTableId/Ref").asText(), id);
              }
            });

    Map<String, JsonNode> gateways = Templates.resources(stage, "Network", "AWS::EC2::NatGateway");
    assertThat(gateways).isNotEmpty();
    gateways.forEach(
        (id, gateway) ->
            assertThat(Resources.dependencies(gateway))
                .as(id)
                .contains(
                    defaults.get(tables.get(gateway.at("/Properties/SubnetId/Ref").asText()))));
  }

  /** PrivateLink guide, "Access an AWS service using an interface VPC endpoint". */
  @ParameterizedTest
  @EnumSource
  void endPointsThatTakeOverANameLieInANetworkThatResolvesIt(StageName stage) {
    JsonNode vpc = Templates.only(stage, "Network", "AWS::EC2::VPC").path("Properties");

    assertThat(endPoints(stage).values())
        .filteredOn(endPoint -> endPoint.path("PrivateDnsEnabled").asBoolean())
        .hasSize(4);
    assertThat(vpc.path("EnableDnsSupport").asBoolean()).isTrue();
    assertThat(vpc.path("EnableDnsHostnames").asBoolean()).isTrue();
  }

  /**
   * CloudFormation guide, "Setting up VPC endpoints for AWS CloudFormation": the answer of a custom
   * resource goes to a bucket of CloudFormation's.
   */
  @ParameterizedTest
  @EnumSource
  void answersToCloudFormationGetOutOfTheNetwork(StageName stage) {
    JsonNode s3 = endPoints(stage).getOrDefault("s3", Templates.JSON.nullNode());

    assertThat(s3.path("VpcEndpointType").asText()).isEqualTo("Gateway");
    assertThat(s3.path("RouteTableIds")).hasSize(3);
    assertThat(s3.has("PolicyDocument")).isFalse();
  }

  /** Secrets Manager guide, "Lambda rotation function execution role permissions". */
  @ParameterizedTest
  @EnumSource
  void rotationGetsThroughToSecretsManager(StageName stage) {
    TreeSet<String> allowed = new TreeSet<>();
    endPoints(stage)
        .getOrDefault("secretsmanager", Templates.JSON.nullNode())
        .at("/PolicyDocument/Statement")
        .forEach(statement -> allowed.addAll(DeployedFunction.texts(statement.path("Action"))));

    assertThat(allowed)
        .contains(
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetRandomPassword",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage");
  }

  /** VPC guide, "IAM role for publishing flow logs to CloudWatch Logs". */
  @ParameterizedTest
  @EnumSource
  void theFlowLogIsWrittenAndItsGroupIsNotMadeAnew(StageName stage) {
    JsonNode template = Templates.template(stage, "Network");
    JsonNode log = Templates.only(stage, "Network", "AWS::EC2::FlowLog").path("Properties");
    String role = log.at("/DeliverLogsPermissionArn/Fn::GetAtt/0").asText();
    List<JsonNode> statements = new ArrayList<>();
    for (String policy : Resources.policiesOf(template, role)) {
      template
          .path("Resources")
          .path(policy)
          .at("/Properties/PolicyDocument/Statement")
          .forEach(statements::add);
    }

    assertThat(template.path("Resources").path(role).at("/Properties/AssumeRolePolicyDocument"))
        .hasToString(
            "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":"
                + "{\"Service\":\"vpc-flow-logs.amazonaws.com\"}}],\"Version\":\"2012-10-17\"}");
    assertThat(statements)
        .singleElement()
        .satisfies(
            statement -> {
              // Who may create groups makes a deleted one again, to be kept for ever.
              assertThat(DeployedFunction.texts(statement.path("Action")))
                  .containsExactly(
                      "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents");
              assertThat(statement.at("/Resource/Fn::GetAtt/0").asText())
                  .isEqualTo(log.at("/LogGroupName/Ref").asText());
            });
    assertThat(log.path("MaxAggregationInterval").asInt()).isIn(60, 600);
  }

  /** RDS, ElastiCache and Elastic Load Balancing guides: two zones at least. */
  @ParameterizedTest
  @EnumSource
  void whatSpansZonesHasTwoSubnetsOrMore(StageName stage) {
    Map<String, String> lists =
        Map.of(
            "AWS::ElastiCache::SubnetGroup", "SubnetIds",
            "AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets",
            "AWS::RDS::DBProxy", "VpcSubnetIds",
            "AWS::RDS::DBSubnetGroup", "SubnetIds");

    lists.forEach(
        (type, list) -> {
          Map<String, JsonNode> resources = Templates.resources(stage, type);
          assertThat(resources).as(type).isNotEmpty();
          resources.forEach(
              (id, resource) -> {
                Set<JsonNode> subnets = new HashSet<>();
                resource.path("Properties").path(list).forEach(subnets::add);
                assertThat(subnets).as(id).hasSizeGreaterThanOrEqualTo(2);
              });
        });
  }

  /** Returns the network's end points, by the service's short name. */
  private static Map<String, JsonNode> endPoints(StageName stage) {
    Map<String, JsonNode> endPoints = new TreeMap<>();
    Templates.resources(stage, "Network", "AWS::EC2::VPCEndpoint")
        .values()
        .forEach(
            endPoint -> {
              JsonNode properties = endPoint.path("Properties");
              endPoints.put(
                  properties
                      .path("ServiceName")
                      .toString()
                      .replaceAll(".*\\.([a-z0-9]+)\\W*$", "$1"),
                  properties);
            });
    return endPoints;
  }
}
