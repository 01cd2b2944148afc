package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AWS's documents ask of metrics, alarms and logs, over the templates of all stages. */
final class MonitoringRulesTest {
  /**
   * Metrics of AWS with the dimensions that they are published with: CloudWatch metrics pages of
   * RDS Proxy (dimension set 1), AWS WAF, Application Load Balancers, SQS and Lambda (by alias);
   * those of RDS instances, EC2, EC2 Auto Scaling, DynamoDB and ElastiCache from memory. Of any
   * other combination an alarm hears nothing, without a word.
   */
  static final Set<String> DOCUMENTED =
      Set.of(
          "AWS/ApplicationELB HTTPCode_ELB_5XX_Count [LoadBalancer]",
          "AWS/ApplicationELB HTTPCode_Target_5XX_Count [LoadBalancer, TargetGroup]",
          "AWS/ApplicationELB HTTPCode_Target_5XX_Count [LoadBalancer]",
          "AWS/ApplicationELB HealthyHostCount [LoadBalancer, TargetGroup]",
          "AWS/ApplicationELB RequestCount [LoadBalancer, TargetGroup]",
          "AWS/ApplicationELB RequestCount [LoadBalancer]",
          "AWS/ApplicationELB TargetConnectionErrorCount [LoadBalancer, TargetGroup]",
          "AWS/ApplicationELB TargetResponseTime [LoadBalancer]",
          "AWS/ApplicationELB UnHealthyHostCount [LoadBalancer, TargetGroup]",
          "AWS/AutoScaling GroupDesiredCapacity [AutoScalingGroupName]",
          "AWS/AutoScaling GroupInServiceInstances [AutoScalingGroupName]",
          "AWS/DynamoDB WriteThrottleEvents [TableName]",
          "AWS/EC2 CPUUtilization [AutoScalingGroupName]",
          "AWS/EC2 EBSReadBytes [AutoScalingGroupName]",
          "AWS/EC2 EBSWriteBytes [AutoScalingGroupName]",
          "AWS/EC2 NetworkIn [AutoScalingGroupName]",
          "AWS/EC2 NetworkOut [AutoScalingGroupName]",
          "AWS/ElastiCache DatabaseMemoryUsagePercentage [CacheClusterId]",
          "AWS/Firehose DeliveryToS3.DataFreshness [DeliveryStreamName]",
          "AWS/Firehose FailedConversion.Records [DeliveryStreamName]",
          "AWS/Lambda Errors [FunctionName, Resource]",
          "AWS/Lambda Throttles [FunctionName, Resource]",
          "AWS/RDS CPUUtilization [DBInstanceIdentifier]",
          "AWS/RDS DatabaseConnectionsBorrowLatency [ProxyName]",
          "AWS/RDS DatabaseConnectionsCurrentlyBorrowed [ProxyName]",
          "AWS/RDS DatabaseConnectionsSetupFailed [ProxyName]",
          "AWS/RDS FreeStorageSpace [DBInstanceIdentifier]",
          "AWS/RDS MaxDatabaseConnectionsAllowed [ProxyName]",
          "AWS/RDS ReplicaLag [DBInstanceIdentifier]",
          "AWS/SQS ApproximateNumberOfMessagesVisible [QueueName]",
          "AWS/WAFV2 BlockedRequests [Region, Rule, WebACL]");

  @ParameterizedTest
  @EnumSource
  void metricsOfAwsHaveTheNamesAndDimensionsOfItsDocuments(StageName stage) {
    TreeSet<String> watched = new TreeSet<>();
    Resources.everyResource(
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
    Resources.everyResource(
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

  @ParameterizedTest
  @EnumSource
  void logsAreKeptForThirtyDaysOrLonger(StageName stage) {
    List<String> shorter = new ArrayList<>();
    Resources.everyResource(
        stage,
        resource -> {
          if (resource.path("Type").asText().equals("AWS::Logs::LogGroup")
              && resource.at("/Properties/RetentionInDays").asInt() < 30) {
            shorter.add(resource.toString());
          }
        });

    assertThat(shorter).isEmpty();
  }

  private static String unitOf(String metric) {
    return Stream.of(GameMetric.values())
        .filter(known -> known.metricName().equals(metric))
        .map(known -> known.unit().unitName())
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
    assertThat(Resources.dependencies(delivery))
        .containsAll(sources.keySet())
        .containsAnyElementsOf(Resources.bucketPolicies(template, bucket));
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
}
