package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What AWS's documents ask of the resources of one type, or of two together, and no other test
 * says: rules over the templates of all stages. {@code docs/deploy-review.md} names them by type.
 */
final class DeployRulesTest {
  // Network.

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
                assertThat(dependencies(route)).as(id).containsAll(attachments);
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
            assertThat(dependencies(gateway))
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
    for (String policy : policiesOf(template, role)) {
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

  // Roles and policies.

  /**
   * IAM guide, "IAM and AWS STS quotas". A reference is longer than what it becomes, or nearly so.
   */
  @ParameterizedTest
  @EnumSource
  void policiesFit(StageName stage) {
    Map<String, Integer> inline = new TreeMap<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) ->
                each(
                    template,
                    "AWS::IAM::Policy",
                    policy ->
                        policy
                            .at("/Properties/Roles")
                            .findValuesAsText("Ref")
                            .forEach(
                                role ->
                                    inline.merge(stack + "/" + role, size(policy), Integer::sum))));

    assertThat(inline)
        .hasSizeGreaterThan(15)
        .allSatisfy((_, size) -> assertThat(size).isLessThan(10_240));
    Templates.resources(stage, "AWS::IAM::ManagedPolicy")
        .forEach((id, policy) -> assertThat(size(policy)).as(id).isLessThan(6_144));
    Templates.resources(stage, "AWS::IAM::Role")
        .forEach(
            (id, role) ->
                assertThat(role.at("/Properties/ManagedPolicyArns").size())
                    .as(id)
                    .isLessThanOrEqualTo(10));
  }

  private static int size(JsonNode policy) {
    return policy.at("/Properties/PolicyDocument").toString().length();
  }

  /**
   * CloudFormation reference, DependsOn attribute: a policy comes after its role, and nothing but
   * this says that it comes before who needs it, and goes after. Lambda makes and removes network
   * interfaces by it.
   */
  @ParameterizedTest
  @EnumSource
  void whoRunsUnderARoleComesAfterItsPoliciesAndGoesBefore(StageName stage) {
    TreeSet<String> types = new TreeSet<>();
    Templates.stacks(stage)
        .forEach(
            (stack, template) -> {
              each(
                  template,
                  "AWS::Lambda::Function",
                  function -> {
                    String role = function.at("/Properties/Role/Fn::GetAtt/0").asText();
                    assertThat(dependencies(function))
                        .as(stack + " " + role)
                        .containsAll(policiesOf(template, role));
                    types.add(stack);
                  });
              each(
                  template,
                  "AWS::EC2::LaunchTemplate",
                  launch -> {
                    String profile =
                        launch
                            .at(
                                "/Properties/LaunchTemplateData/IamInstanceProfile/Arn/Fn::GetAtt/0")
                            .asText();
                    List<String> policies =
                        policiesOf(
                            template,
                            template
                                .path("Resources")
                                .path(profile)
                                .at("/Properties/Roles/0/Ref")
                                .asText());
                    assertThat(policies).isNotEmpty();
                    assertThat(dependencies(launch)).as(stack).containsAll(policies);
                    types.add(stack);
                  });
            });

    assertThat(types).contains("Fleet", "GameApi", "Payments");
  }

  /** KMS guide, "Rotating AWS KMS keys" and "Deleting AWS KMS keys". */
  @ParameterizedTest
  @EnumSource
  void keysThatCanBeRotatedAreAndWaitBeforeTheyGo(StageName stage) {
    Templates.resources(stage, "AWS::KMS::Key")
        .forEach(
            (id, key) -> {
              JsonNode properties = key.path("Properties");
              boolean symmetric =
                  properties
                      .path("KeySpec")
                      .asText("SYMMETRIC_DEFAULT")
                      .equals("SYMMETRIC_DEFAULT");
              assertThat(properties.path("EnableKeyRotation").asBoolean())
                  .as(id)
                  .isEqualTo(symmetric);
              assertThat(properties.path("PendingWindowInDays").asInt(30)).as(id).isBetween(7, 30);
            });
  }

  /**
   * RDS guide, "Using service-linked roles for Amazon RDS", and its like: in a new account the
   * first resource that needs one may be refused while the role is being made.
   */
  @ParameterizedTest
  @EnumSource
  void rolesThatServicesNeedAreMadeBeforeTheFirstDeployment(StageName stage) throws IOException {
    Map<String, String> services =
        Map.of(
            "AWS::AutoScaling::", "autoscaling",
            "AWS::EC2::LaunchTemplate", "spot",
            "AWS::ElastiCache::", "elasticache",
            "AWS::ElasticLoadBalancingV2::", "elasticloadbalancing",
            "AWS::RDS::", "rds");
    TreeSet<String> needed = new TreeSet<>();
    everyResource(
        stage,
        resource ->
            services.forEach(
                (type, service) -> {
                  if (resource.path("Type").asText().startsWith(type)) {
                    needed.add(service);
                  }
                }));
    String command =
        Files.readAllLines(Templates.ROOT.resolve("docs/deployment.md")).stream()
            .filter(line -> line.contains("create-service-linked-role"))
            .findAny()
            .orElse("");

    assertThat(needed).hasSize(services.size());
    assertThat(command.replaceAll(".*for s in ([a-z ]+);.*", "$1").split(" ")).containsAll(needed);
  }

  // Load balancer.

  /** Elastic Load Balancing guide, "Use Lambda functions as targets". */
  @ParameterizedTest
  @EnumSource
  void aFunctionIsATargetOnceTheLoadBalancerMayCallIt(StageName stage) {
    List<String> aliases = new ArrayList<>();
    Templates.stacks(stage)
        .values()
        .forEach(
            template ->
                each(
                    template,
                    "AWS::ElasticLoadBalancingV2::TargetGroup",
                    group -> {
                      if (group.at("/Properties/TargetType").asText().equals("lambda")) {
                        String alias = group.at("/Properties/Targets/0/Id/Ref").asText();
                        aliases.add(alias);
                        assertThat(group.at("/Properties/Targets")).hasSize(1);
                        assertThat(dependencies(group))
                            .as(alias)
                            .containsAnyElementsOf(permissions(template, alias));
                      }
                    }));

    assertThat(aliases).hasSize(7);
  }

  private static List<String> permissions(JsonNode template, String alias) {
    return template.path("Resources").properties().stream()
        .filter(
            resource ->
                resource.getValue().path("Type").asText().equals("AWS::Lambda::Permission")
                    && resource.getValue().at("/Properties/FunctionName/Ref").asText().equals(alias)
                    && resource
                        .getValue()
                        .at("/Properties/Principal")
                        .asText()
                        .equals("elasticloadbalancing.amazonaws.com"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Elastic Load Balancing guide, quotas for Application Load Balancers, and listener rules. */
  @ParameterizedTest
  @EnumSource
  void rulesOfOneListenerDifferInPriorityAndHaveFewConditions(StageName stage) {
    Map<String, List<Integer>> priorities = new TreeMap<>();
    Templates.resources(stage, "AWS::ElasticLoadBalancingV2::ListenerRule")
        .forEach(
            (id, rule) -> {
              JsonNode properties = rule.path("Properties");
              int values = 0;
              for (JsonNode condition : properties.path("Conditions")) {
                for (JsonNode config : condition) {
                  values += config.path("Values").size();
                }
              }
              assertThat(values).as(id).isBetween(1, 5);
              // Its own stack refers to the listener, the others import it.
              String listener =
                  properties
                      .path("ListenerArn")
                      .toString()
                      .replaceAll(".*(LoadBalancer[A-Z][a-z]+[0-9A-F]{8}).*", "$1");
              priorities
                  .computeIfAbsent(listener, _ -> new ArrayList<>())
                  .add(properties.path("Priority").asInt());
            });

    assertThat(priorities).hasSize(1);
    priorities
        .values()
        .forEach(
            used ->
                assertThat(used)
                    .doesNotHaveDuplicates()
                    .allMatch(priority -> priority >= 1 && priority <= 50_000));
  }

  /** Elastic Load Balancing guide, "Access logs": SSE-S3, and the policy is there first. */
  @ParameterizedTest
  @EnumSource
  void theLoadBalancerMayWriteItsLogFromItsFirstMinute(StageName stage) {
    JsonNode template = Templates.template(stage, "Edge");
    JsonNode balancer = Templates.only(stage, "Edge", "AWS::ElasticLoadBalancingV2::LoadBalancer");
    String bucket =
        balancer
            .at("/Properties/LoadBalancerAttributes")
            .valueStream()
            .filter(attribute -> attribute.path("Key").asText().equals("access_logs.s3.bucket"))
            .map(attribute -> attribute.at("/Value/Ref").asText())
            .findAny()
            .orElseThrow();

    assertThat(dependencies(balancer)).containsAnyElementsOf(bucketPolicies(template, bucket));
    assertThat(
            template
                .path("Resources")
                .path(bucket)
                .at("/Properties/BucketEncryption")
                .findValuesAsText("SSEAlgorithm"))
        .containsExactly("AES256");
  }

  private static List<String> bucketPolicies(JsonNode template, String bucket) {
    return template.path("Resources").properties().stream()
        .filter(
            resource ->
                resource.getValue().path("Type").asText().equals("AWS::S3::BucketPolicy")
                    && resource.getValue().at("/Properties/Bucket/Ref").asText().equals(bucket))
        .map(Map.Entry::getKey)
        .toList();
  }

  // Metrics, alarms, logs.

  /**
   * Metrics of AWS with the dimensions that they are published with: CloudWatch metrics pages of
   * RDS Proxy (dimension set 1), AWS WAF, Application Load Balancers, SQS and Lambda (by alias);
   * those of RDS instances, EC2 and EC2 Auto Scaling from memory. Of any other combination an alarm
   * hears nothing, without a word.
   */
  private static final Set<String> DOCUMENTED =
      Set.of(
          "AWS/ApplicationELB HTTPCode_ELB_5XX_Count [LoadBalancer]",
          "AWS/ApplicationELB HTTPCode_Target_5XX_Count [LoadBalancer]",
          "AWS/ApplicationELB HealthyHostCount [LoadBalancer, TargetGroup]",
          "AWS/ApplicationELB RequestCount [LoadBalancer]",
          "AWS/ApplicationELB TargetResponseTime [LoadBalancer]",
          "AWS/ApplicationELB UnHealthyHostCount [LoadBalancer, TargetGroup]",
          "AWS/AutoScaling GroupDesiredCapacity [AutoScalingGroupName]",
          "AWS/AutoScaling GroupInServiceInstances [AutoScalingGroupName]",
          "AWS/EC2 CPUUtilization [AutoScalingGroupName]",
          "AWS/Lambda Errors [FunctionName, Resource]",
          "AWS/Lambda Throttles [FunctionName, Resource]",
          "AWS/RDS CPUUtilization [DBInstanceIdentifier]",
          "AWS/RDS DatabaseConnectionsBorrowLatency [ProxyName]",
          "AWS/RDS DatabaseConnectionsCurrentlyBorrowed [ProxyName]",
          "AWS/RDS FreeStorageSpace [DBInstanceIdentifier]",
          "AWS/RDS MaxDatabaseConnectionsAllowed [ProxyName]",
          "AWS/RDS ReplicaLag [DBInstanceIdentifier]",
          "AWS/SQS ApproximateNumberOfMessagesVisible [QueueName]",
          "AWS/WAFV2 BlockedRequests [Region, Rule, WebACL]");

  @ParameterizedTest
  @EnumSource
  void metricsOfAwsHaveTheNamesAndDimensionsOfItsDocuments(StageName stage) {
    TreeSet<String> watched = new TreeSet<>();
    everyResource(
        stage,
        resource ->
            metrics(
                resource,
                metric -> {
                  String namespace = metric.path("Namespace").asText();
                  if (namespace.startsWith("AWS/")) {
                    TreeSet<String> dimensions =
                        new TreeSet<>(metric.path("Dimensions").findValuesAsText("Name"));
                    watched.add(
                        namespace + " " + metric.path("MetricName").asText() + " " + dimensions);
                  }
                }));

    assertThat(watched).containsExactlyInAnyOrderElementsOf(DOCUMENTED);
  }

  /** CloudWatch API reference, PutMetricAlarm, Period and EvaluationPeriods. */
  @ParameterizedTest
  @EnumSource
  void alarmsLookAtPeriodsThatCloudWatchEvaluates(StageName stage) {
    Templates.resources(stage, "AWS::CloudWatch::Alarm")
        .forEach(
            (id, alarm) -> {
              JsonNode properties = alarm.path("Properties");
              TreeSet<Integer> periods = new TreeSet<>();
              boolean aws = false;
              for (JsonNode period : properties.findValues("Period")) {
                periods.add(period.asInt());
              }
              for (String namespace : properties.findValuesAsText("Namespace")) {
                aws |= namespace.startsWith("AWS/");
              }
              assertThat(periods).as(id).hasSize(1);
              int period = periods.first();
              assertThat(period % 60 == 0 || Set.of(10, 20, 30).contains(period)).as(id).isTrue();
              // AWS's own metrics come once a minute.
              assertThat(period >= 60 || !aws).as(id).isTrue();
              assertThat(period * properties.path("EvaluationPeriods").asInt())
                  .as(id)
                  .isLessThanOrEqualTo(period < 3600 ? 86_400 : 7 * 86_400);
              assertThat(properties.path("Metrics").size()).as(id).isLessThanOrEqualTo(10);
            });
  }

  /** CloudWatch guide, "Metrics concepts", Units: a metric is found by the unit it came with. */
  @ParameterizedTest
  @EnumSource
  void whoNamesAUnitNamesTheOneThatIsSent(StageName stage) {
    List<String> named = new ArrayList<>();
    everyResource(
        stage,
        resource ->
            metrics(
                resource,
                metric -> {
                  if (metric.has("Unit")) {
                    String name = metric.path("MetricName").asText();
                    named.add(name);
                    assertThat(metric.path("Unit").asText()).as(name).isEqualTo(unitOf(name));
                  }
                }));

    assertThat(named).contains("ConcurrentUsers");
  }

  private static String unitOf(String metric) {
    return Stream.of(GameMetric.values())
        .filter(known -> known.metricName().equals(metric))
        .map(
            known ->
                switch (known.unit()) {
                  case COUNT -> "Count";
                  case COUNT_PER_SECOND -> "Count/Second";
                  case MILLISECONDS -> "Milliseconds";
                  case PERCENT -> "Percent";
                  case SECONDS -> "Seconds";
                })
        .findAny()
        .orElse("no metric of ours");
  }

  private static void metrics(JsonNode node, Consumer<JsonNode> metric) {
    if (node.path("MetricName").isTextual() && node.path("Namespace").isTextual()) {
      metric.accept(node);
    }
    node.forEach(child -> metrics(child, metric));
  }

  /** SNS guide, "Example cases for Amazon SNS access control": a policy replaces the default. */
  @ParameterizedTest
  @EnumSource
  void theTopicTakesWhatAlarmsOfThisAccountTell(StageName stage) {
    JsonNode policy = Templates.only(stage, "Core", "AWS::SNS::TopicPolicy").path("Properties");
    List<JsonNode> allowed = new ArrayList<>();
    for (JsonNode statement : policy.at("/PolicyDocument/Statement")) {
      if (statement.path("Effect").asText().equals("Allow")) {
        allowed.add(statement);
      }
    }

    assertThat(policy.path("Topics")).hasSize(1);
    assertThat(allowed)
        .singleElement()
        .satisfies(
            statement -> {
              assertThat(statement.at("/Principal/Service").asText())
                  .isEqualTo("cloudwatch.amazonaws.com");
              assertThat(statement.path("Action").asText()).isEqualTo("sns:Publish");
              assertThat(statement.at("/Condition/StringEquals/aws:SourceAccount/Ref").asText())
                  .isEqualTo("AWS::AccountId");
            });
  }

  /** CloudWatch Logs guide, "Enable logging from AWS services", and CloudFront's part of it. */
  @ParameterizedTest
  @EnumSource
  void logsAreDeliveredWhenBothEndsAreThere(StageName stage) {
    JsonNode template = Templates.template(stage, "AssetDelivery");
    JsonNode delivery = Templates.only(stage, "AssetDelivery", "AWS::Logs::Delivery");
    JsonNode destination =
        Templates.only(stage, "AssetDelivery", "AWS::Logs::DeliveryDestination").path("Properties");
    Map<String, JsonNode> sources =
        Templates.resources(stage, "AssetDelivery", "AWS::Logs::DeliverySource");
    String bucket = destination.at("/DestinationResourceArn/Fn::GetAtt/0").asText();

    assertThat(sources).hasSize(1);
    assertThat(dependencies(delivery))
        .containsAll(sources.keySet())
        .containsAnyElementsOf(bucketPolicies(template, bucket));
    for (JsonNode name :
        List.of(
            destination.path("Name"), sources.values().iterator().next().at("/Properties/Name"))) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : name.at("/Fn::Join/1")) {
        // A distribution's id has 14 characters at most.
        text.append(part.isTextual() ? part.textValue() : "E0123456789ABC");
      }
      assertThat(text.toString()).matches("[\\w-]{1,60}");
    }
  }

  // Functions and fleet.

  /** Lambda guide, "Improving startup performance with Lambda SnapStart", limitations. */
  @ParameterizedTest
  @EnumSource
  void whoStartsFromASnapshotUsesNothingThatExcludesIt(StageName stage) {
    List<String> snapshots = new ArrayList<>();
    Templates.resources(stage, "AWS::Lambda::Function")
        .forEach(
            (id, function) -> {
              JsonNode properties = function.path("Properties");
              if (properties.has("SnapStart")) {
                snapshots.add(id);
                assertThat(properties.has("FileSystemConfigs")).as(id).isFalse();
                assertThat(properties.at("/EphemeralStorage/Size").asInt(512))
                    .as(id)
                    .isLessThanOrEqualTo(512);
              }
            });

    assertThat(snapshots).hasSize(5);
    Templates.resources(stage, "AWS::Lambda::Alias")
        .forEach(
            (id, alias) ->
                assertThat(alias.path("Properties").has("ProvisionedConcurrencyConfig"))
                    .as(id)
                    .isFalse());
  }

  /** EC2 Auto Scaling API reference, PutLifecycleHook and RefreshPreferences. */
  @ParameterizedTest
  @EnumSource
  void hooksAndRefreshesStayWithinTheirLimits(StageName stage) {
    Templates.resources(stage, "AWS::AutoScaling::AutoScalingGroup")
        .forEach(
            (id, group) -> {
              for (JsonNode hook : group.at("/Properties/LifecycleHookSpecificationList")) {
                assertThat(hook.path("HeartbeatTimeout").asInt()).as(id).isBetween(30, 7200);
              }
              JsonNode refresh = group.at("/UpdatePolicy/AutoScalingInstanceRefresh/Preferences");
              int least = refresh.path("MinHealthyPercentage").asInt(-1);
              int most = refresh.path("MaxHealthyPercentage").asInt(-1);
              assertThat(least).as(id).isBetween(0, 100);
              assertThat(most).as(id).isBetween(100, Math.min(200, least + 100));
              for (String time : List.of("BakeTime", "CheckpointDelay")) {
                assertThat(refresh.path(time).asInt()).as(id + " " + time).isBetween(0, 172_800);
              }
              JsonNode checkpoints = refresh.path("CheckpointPercentages");
              if (!checkpoints.isMissingNode()) {
                assertThat(checkpoints.path(checkpoints.size() - 1).asInt()).as(id).isEqualTo(100);
              }
              assertThat(refresh.at("/AlarmSpecification/Alarms").size())
                  .as(id)
                  .isLessThanOrEqualTo(10);
              assertThat(group.path("UpdatePolicy").has("AutoScalingRollingUpdate"))
                  .as(id)
                  .isFalse();
            });
  }

  /** EC2 Auto Scaling API reference, PutScalingPolicy, and "Considerations for custom metrics". */
  @ParameterizedTest
  @EnumSource
  void aScalingPolicySaysWhatItsKindMaySay(StageName stage) {
    Map<String, Integer> kinds = new TreeMap<>();
    Templates.resources(stage, "AWS::AutoScaling::ScalingPolicy")
        .forEach(
            (id, policy) -> {
              JsonNode properties = policy.path("Properties");
              kinds.merge(properties.path("PolicyType").asText(), 1, Integer::sum);
              assertThat(properties.has("Cooldown")).as(id).isFalse();
              assertThat(
                      !properties.has("MinAdjustmentMagnitude")
                          || properties
                              .path("AdjustmentType")
                              .asText()
                              .equals("PercentChangeInCapacity"))
                  .as(id)
                  .isTrue();
              for (JsonNode queries : properties.findValues("MetricDataQueries")) {
                int returned = 0;
                for (JsonNode query : queries) {
                  assertThat(query.path("Id").asText()).as(id).matches("[a-z][a-zA-Z0-9_]*");
                  returned += query.path("ReturnData").asBoolean(true) ? 1 : 0;
                }
                assertThat(returned).as(id).isOne();
                assertThat(queries.size()).as(id).isLessThanOrEqualTo(10);
              }
            });

    assertThat(kinds)
        .isEqualTo(Map.of("PredictiveScaling", 1, "StepScaling", 3, "TargetTrackingScaling", 2));
  }

  // Data.

  /** RDS guide, "Maintaining a DB instance"; ElastiCache guide, "Managing maintenance". */
  @ParameterizedTest
  @EnumSource
  void backupsAndMaintenanceDoNotMeet(StageName stage) {
    Map<String, String> backups =
        Map.of(
            "AWS::ElastiCache::ReplicationGroup", "SnapshotWindow",
            "AWS::RDS::DBInstance", "PreferredBackupWindow");
    List<String> compared = new ArrayList<>();
    backups.forEach(
        (type, backup) ->
            Templates.resources(stage, type)
                .forEach(
                    (id, resource) -> {
                      JsonNode properties = resource.path("Properties");
                      String daily = properties.path(backup).asText();
                      String weekly = properties.path("PreferredMaintenanceWindow").asText();
                      assertThat(weekly).as(id).matches(DAY_AND_TIME + "-" + DAY_AND_TIME);
                      if (!daily.isEmpty()) {
                        compared.add(type);
                        int[] kept = minutes(daily);
                        int[] maintained = minutes(weekly.replaceAll("[a-z]{3}:", ""));
                        assertThat(kept[1] <= maintained[0] || maintained[1] <= kept[0])
                            .as(id + " " + daily + " and " + weekly)
                            .isTrue();
                      }
                    }));

    assertThat(compared).contains("AWS::RDS::DBInstance");
  }

  private static final String DAY_AND_TIME = "[a-z]{3}:\\d\\d:\\d\\d";

  /** Begin and end of a window that does not reach over midnight. */
  private static int[] minutes(String window) {
    String[] parts = window.split("[:-]", -1);
    return new int[] {
      60 * Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]),
      60 * Integer.parseInt(parts[2]) + Integer.parseInt(parts[3])
    };
  }

  /**
   * CloudFormation reference, AWS::RDS::DBInstance, and RDS guide, "Working with read replicas".
   */
  @ParameterizedTest
  @EnumSource
  void aReplicaHasFromItsSourceWhatItMayNotSayItself(StageName stage) {
    Map<Boolean, JsonNode> copies = new TreeMap<>();
    Templates.resources(stage, "Data", "AWS::RDS::DBInstance")
        .values()
        .forEach(
            instance ->
                copies.put(
                    instance.path("Properties").has("SourceDBInstanceIdentifier"),
                    instance.path("Properties")));
    JsonNode none = Templates.JSON.nullNode();

    assertThat(copies).hasSize(2);
    assertThat(copies.getOrDefault(false, none).path("BackupRetentionPeriod").asInt()).isPositive();
    for (String property :
        List.of(
            "DBName",
            "DBSnapshotIdentifier",
            "KmsKeyId",
            "MasterUserPassword",
            "MasterUsername",
            "PreferredBackupWindow",
            "StorageEncrypted")) {
      assertThat(copies.getOrDefault(true, none).has(property)).as(property).isFalse();
    }
  }

  /**
   * RDS guide, "RDS Proxy connection considerations", and API reference,
   * ConnectionPoolConfiguration.
   */
  @ParameterizedTest
  @EnumSource
  void aWaitAtTheProxyEndsBeforeAnyFunctionDoes(StageName stage) {
    JsonNode targets = Templates.only(stage, "Data", "AWS::RDS::DBProxyTargetGroup");
    JsonNode pool = targets.at("/Properties/ConnectionPoolConfigurationInfo");
    int shortest =
        Templates.resources(stage, "Payments", "AWS::Lambda::Function").values().stream()
            .mapToInt(function -> function.at("/Properties/Timeout").asInt())
            .min()
            .orElseThrow();

    assertThat(targets.at("/Properties/TargetGroupName").asText()).isEqualTo("default");
    assertThat(pool.path("ConnectionBorrowTimeout").asInt())
        .isPositive()
        .isLessThanOrEqualTo(300)
        .isLessThan(shortest);
    assertThat(pool.path("MaxIdleConnectionsPercent").asInt())
        .isLessThanOrEqualTo(pool.path("MaxConnectionsPercent").asInt());
  }

  /** SQS guide, "Using dead-letter queues": a message's age counts from its first queue. */
  @ParameterizedTest
  @EnumSource
  void deadLettersAreKeptLongerThanWhatBecomesOne(StageName stage) {
    int defaultSeconds = 4 * 86_400;
    List<String> sources = new ArrayList<>();
    Templates.stacks(stage)
        .values()
        .forEach(
            template ->
                each(
                    template,
                    "AWS::SQS::Queue",
                    queue -> {
                      String letters =
                          queue
                              .at("/Properties/RedrivePolicy/deadLetterTargetArn/Fn::GetAtt/0")
                              .asText();
                      if (!letters.isEmpty()) {
                        sources.add(letters);
                        assertThat(
                                template
                                    .path("Resources")
                                    .path(letters)
                                    .at("/Properties/MessageRetentionPeriod")
                                    .asInt(defaultSeconds))
                            .isGreaterThan(
                                queue
                                    .at("/Properties/MessageRetentionPeriod")
                                    .asInt(defaultSeconds));
                      }
                    }));

    assertThat(sources).isNotEmpty();
  }

  // Names.

  /**
   * By type and property, the form of a name as the type's page in the CloudFormation reference.
   */
  private static final Map<String, Pattern> NAMES =
      Map.of(
          "AWS::AppConfig::Application Name", Pattern.compile(".{1,64}"),
          "AWS::AppConfig::DeploymentStrategy Name", Pattern.compile(".{1,64}"),
          "AWS::AppConfig::Environment Name", Pattern.compile(".{1,64}"),
          "AWS::CloudFront::Function Name", Pattern.compile("[a-zA-Z0-9-_]{1,64}"),
          "AWS::Events::EventBus Name", Pattern.compile("(?!aws\\.)[/.\\-_A-Za-z0-9]{1,256}"),
          "AWS::KMS::Alias AliasName", Pattern.compile("alias/(?!aws/)[a-zA-Z0-9/_-]{1,250}"),
          "AWS::SNS::Topic DisplayName", Pattern.compile(".{1,100}"),
          "AWS::SSM::Parameter Name", Pattern.compile("(/(?!aws|ssm)[a-zA-Z0-9_.-]+){2,15}"),
          "AWS::Scheduler::ScheduleGroup Name", Pattern.compile("[0-9a-zA-Z-_.]{1,64}"));

  @ParameterizedTest
  @EnumSource
  void namesHaveTheFormOfTheirType(StageName stage) {
    TreeSet<String> seen = new TreeSet<>();
    everyResource(
        stage,
        resource ->
            NAMES.forEach(
                (what, form) -> {
                  String[] typeAndProperty = what.split(" ", -1);
                  JsonNode name = resource.path("Properties").path(typeAndProperty[1]);
                  if (resource.path("Type").asText().equals(typeAndProperty[0])
                      && name.isTextual()) {
                    seen.add(what);
                    assertThat(name.textValue()).as(what).matches(form);
                  }
                }));

    TreeSet<String> expected = new TreeSet<>(NAMES.keySet());
    if (stage == StageName.PROD) {
      expected.remove("AWS::AppConfig::DeploymentStrategy Name");
    }
    assertThat(seen).isEqualTo(expected);
  }

  /** CloudFormation reference, AWS::SSM::Parameter and AWS::CloudFront::Function. */
  @ParameterizedTest
  @EnumSource
  void parametersAreShortTextsAndFunctionsOfTheCdnArePublished(StageName stage) {
    Templates.resources(stage, "AWS::SSM::Parameter")
        .forEach(
            (id, parameter) -> {
              assertThat(parameter.at("/Properties/Type").asText()).as(id).isEqualTo("String");
              assertThat(parameter.at("/Properties/Value").toString().length())
                  .as(id)
                  .isLessThan(4096);
            });
    Templates.resources(stage, "AWS::CloudFront::Function")
        .forEach(
            (id, function) ->
                assertThat(function.at("/Properties/AutoPublish").asBoolean()).as(id).isTrue());
  }

  /** CloudFormation reference, AWS::CertificateManager::Certificate: else the stack waits. */
  @ParameterizedTest
  @EnumSource
  void certificatesProveThemselvesWithoutAPerson(StageName stage) {
    Map<String, JsonNode> certificates =
        Templates.resources(stage, "AWS::CertificateManager::Certificate");

    assertThat(certificates).isNotEmpty();
    certificates.forEach(
        (id, certificate) -> {
          JsonNode properties = certificate.path("Properties");
          TreeSet<String> names =
              new TreeSet<>(
                  properties
                      .path("SubjectAlternativeNames")
                      .valueStream()
                      .map(JsonNode::asText)
                      .toList());
          names.add(properties.path("DomainName").asText());
          TreeSet<String> proved = new TreeSet<>();
          for (JsonNode option : properties.path("DomainValidationOptions")) {
            if (option.has("HostedZoneId")) {
              proved.add(option.path("DomainName").asText());
            }
          }
          assertThat(properties.path("ValidationMethod").asText()).as(id).isEqualTo("DNS");
          assertThat(proved).as(id).isEqualTo(names);
        });
  }

  /** The network's end points, by the service's short name. */
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

  private static List<String> policiesOf(JsonNode template, String role) {
    return template.path("Resources").properties().stream()
        .filter(
            resource ->
                resource.getValue().path("Type").asText().equals("AWS::IAM::Policy")
                    && resource
                        .getValue()
                        .at("/Properties/Roles")
                        .findValuesAsText("Ref")
                        .contains(role))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> dependencies(JsonNode resource) {
    return DeployedFunction.texts(resource.path("DependsOn"));
  }

  private static void everyResource(StageName stage, Consumer<JsonNode> consumer) {
    Templates.stacks(stage)
        .values()
        .forEach(template -> template.path("Resources").forEach(consumer));
  }

  private static void each(JsonNode template, String type, Consumer<JsonNode> consumer) {
    for (JsonNode resource : template.path("Resources")) {
      if (resource.path("Type").asText().equals(type)) {
        consumer.accept(resource);
      }
    }
  }
}
