package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.balancer.LoadBalancer;
import io.gamekeeper.local.balancer.TargetGroup;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.util.List;
import java.util.Optional;

/** Target groups with a function in them. */
final class FunctionTargetGroup implements ResourceType {
  private static final int LONGEST_NAME = 32;
  private static final String MULTI_VALUE = "lambda.multi_value_headers.enabled";

  private final LoadBalancer balancer;

  FunctionTargetGroup(LoadBalancer balancer) {
    this.balancer = balancer;
  }

  @Override
  public String type() {
    return "AWS::ElasticLoadBalancingV2::TargetGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String targetType = properties.string("TargetType", "instance");
    List<ResourceProperties> targets = properties.objects("Targets");
    if (!targetType.equals("lambda") || targets.size() != 1) {
      throw new TemplateException(
          properties.where("Targets"),
          "has "
              + targets.size()
              + " targets of type "
              + targetType
              + "; the stage has one function per target group");
    }
    properties.inert(
        "the stage checks at its start only",
        "HealthCheckIntervalSeconds",
        "HealthCheckTimeoutSeconds",
        "HealthyThresholdCount",
        "UnhealthyThresholdCount",
        "Matcher");
    Optional<String> health =
        properties.bool("HealthCheckEnabled", false)
            ? Optional.of(properties.string("HealthCheckPath", "/"))
            : Optional.empty();
    boolean multiValue = false;
    for (ResourceProperties attribute : properties.objects("TargetGroupAttributes")) {
      if (attribute.string("Key").equals(MULTI_VALUE)) {
        multiValue = attribute.bool("Value", false);
      }
    }
    String fullName =
        "targetgroup/"
            + properties.string("Name", context.generatedName(LONGEST_NAME))
            + "/"
            + context.generatedId("0").substring(2);
    String arn = context.environment().arn("elasticloadbalancing", fullName);
    String function = targets.getFirst().string("Id");
    balancer.add(new TargetGroup(context.address().logicalId(), arn, function, multiValue, health));
    return Provisioned.running(arn, function.substring(function.indexOf(":function:") + 10))
        .with("TargetGroupArn", arn)
        .with("TargetGroupFullName", fullName)
        .with("TargetGroupName", fullName.split("/", -1)[1]);
  }
}
