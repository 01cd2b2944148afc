package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.target.ServerGroups;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.local.time.Agenda;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The resource type of target groups: of one function, or of servers that an Auto Scaling group
 * registers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html">AWS::ElasticLoadBalancingV2::TargetGroup</a>
 */
final class LoadBalancerTargetGroup implements ResourceType {
  private static final int LONGEST_NAME = 32;
  private static final String MULTI_VALUE = "lambda.multi_value_headers.enabled";
  private static final String ALGORITHM = "load_balancing.algorithm.type";
  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final String STICKINESS = "stickiness.enabled";

  private final LoadBalancer balancer;
  private final Agenda agenda;
  private final ServerGroups serverGroups;

  LoadBalancerTargetGroup(LoadBalancer balancer, Agenda agenda, ServerGroups serverGroups) {
    this.balancer = balancer;
    this.agenda = agenda;
    this.serverGroups = serverGroups;
  }

  @Override
  public String type() {
    return "AWS::ElasticLoadBalancingV2::TargetGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String fullName =
        "targetgroup/"
            + properties.string("Name", context.generatedName(LONGEST_NAME))
            + "/"
            + context.generatedId("0").substring(2);
    String arn = context.environment().arn("elasticloadbalancing", fullName);
    Map<String, String> attributes = attributes(properties);
    String targetType = properties.string("TargetType", "instance");
    String summary =
        switch (targetType) {
          case "lambda" -> function(context, arn, attributes);
          case "instance", "ip" -> servers(context, arn, attributes);
          default ->
              throw new TemplateException(
                  properties.where("TargetType"),
                  "is " + targetType + "; the stage supports lambda, instance and ip");
        };
    return Provisioned.running(arn, summary)
        .with("TargetGroupArn", arn)
        .with("TargetGroupFullName", fullName)
        .with("TargetGroupName", fullName.split("/", -1)[1]);
  }

  private static Map<String, String> attributes(ResourceProperties properties) {
    Map<String, String> attributes = new HashMap<>();
    for (ResourceProperties attribute : properties.objects("TargetGroupAttributes")) {
      attributes.put(attribute.string("Key"), attribute.string("Value"));
    }
    return attributes;
  }

  private String function(ResourceContext context, String arn, Map<String, String> attributes) {
    ResourceProperties properties = context.properties();
    List<ResourceProperties> targets = properties.objects("Targets");
    if (targets.size() != 1) {
      throw new TemplateException(
          properties.where("Targets"),
          "has " + targets.size() + " functions; the stage has one function per target group");
    }
    properties.inert(
        "the stage checks functions only at its start",
        "HealthCheckIntervalSeconds",
        "HealthCheckTimeoutSeconds",
        "HealthyThresholdCount",
        "UnhealthyThresholdCount",
        "Matcher");
    Optional<String> health =
        properties.bool("HealthCheckEnabled", false)
            ? Optional.of(properties.string("HealthCheckPath", "/"))
            : Optional.empty();
    String function = targets.getFirst().string("Id");
    balancer.add(
        new FunctionTargets(
            context.address().logicalId(),
            arn,
            function,
            Boolean.parseBoolean(attributes.get(MULTI_VALUE)),
            health));
    return function.substring(function.indexOf(":function:") + 10);
  }

  private String servers(ResourceContext context, String arn, Map<String, String> attributes) {
    ResourceProperties properties = context.properties();
    if (!properties.objects("Targets").isEmpty()) {
      throw new TemplateException(
          properties.where("Targets"),
          "lists servers; the stage supports only those that an Auto Scaling group registers");
    }
    String protocol = properties.string("Protocol", "HTTP");
    if (!protocol.equals("HTTP")
        || !properties.string("ProtocolVersion", "HTTP1").equals("HTTP1")) {
      throw new TemplateException(
          properties.where("Protocol"), "is " + protocol + "; the stage reaches servers by HTTP/1");
    }
    if (Boolean.parseBoolean(attributes.get(STICKINESS))) {
      throw new TemplateException(
          properties.where("TargetGroupAttributes"),
          "has " + STICKINESS + "; any server of the stage may get any request");
    }
    properties.inert("each server of the stage listens on a free port", "Port");
    properties.inert("one machine has one network", "VpcId", "IpAddressType");
    InstanceTargets.Settings settings =
        new InstanceTargets.Settings(
            algorithm(properties, attributes),
            Duration.ofSeconds(Long.parseLong(attributes.getOrDefault(DELAY, "300"))),
            healthCheck(properties));
    InstanceTargets targets =
        new InstanceTargets(context.address().logicalId(), arn, settings, agenda);
    context.onClose("the health checks of " + context.address().logicalId(), targets);
    balancer.add(targets);
    serverGroups.add(arn, targets);
    return "servers, by "
        + settings.algorithm().name().toLowerCase(Locale.ROOT)
        + ", checked at "
        + settings.healthCheck().path();
  }

  private static InstanceTargets.Algorithm algorithm(
      ResourceProperties properties, Map<String, String> attributes) {
    String algorithm = attributes.getOrDefault(ALGORITHM, "round_robin");
    return switch (algorithm) {
      case "round_robin" -> InstanceTargets.Algorithm.ROUND_ROBIN;
      case "least_outstanding_requests" -> InstanceTargets.Algorithm.LEAST_OUTSTANDING_REQUESTS;
      default ->
          throw new TemplateException(
              properties.where("TargetGroupAttributes"),
              "has " + ALGORITHM + " " + algorithm + ", which the stage does not support");
    };
  }

  private static HealthCheck healthCheck(ResourceProperties properties) {
    String port = properties.string("HealthCheckPort", "traffic-port");
    if (!port.equals("traffic-port") && !port.equals(properties.string("Port", ""))) {
      throw new TemplateException(
          properties.where("HealthCheckPort"),
          "is " + port + "; the stage checks servers on the port of their requests");
    }
    String protocol = properties.string("HealthCheckProtocol", "HTTP");
    if (!protocol.equals("HTTP")) {
      throw new TemplateException(
          properties.where("HealthCheckProtocol"), "is " + protocol + "; the stage supports HTTP");
    }
    properties.inert("servers are always checked", "HealthCheckEnabled");
    String matcher =
        properties
            .optionalObject("Matcher")
            .flatMap(codes -> codes.optionalString("HttpCode"))
            .orElse("200");
    try {
      return new HealthCheck(
          properties.string("HealthCheckPath", "/"),
          Duration.ofSeconds(properties.integer("HealthCheckIntervalSeconds", 30)),
          Duration.ofSeconds(properties.integer("HealthCheckTimeoutSeconds", 5)),
          properties.integer("HealthyThresholdCount", 5),
          properties.integer("UnhealthyThresholdCount", 2),
          StatusMatcher.parse(matcher));
    } catch (IllegalArgumentException e) {
      throw new TemplateException(properties.where("Matcher"), String.valueOf(e.getMessage()), e);
    }
  }
}
