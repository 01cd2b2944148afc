package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;

/** The load balancer itself; what it does stands in its listeners. */
final class ApplicationLoadBalancer implements ResourceType {
  private static final int LONGEST_NAME = 32;

  private final int port;

  /**
   * The type.
   *
   * @param port where the stage serves it
   */
  ApplicationLoadBalancer(int port) {
    this.port = port;
  }

  @Override
  public String type() {
    return "AWS::ElasticLoadBalancingV2::LoadBalancer";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String kind = properties.string("Type", "application");
    if (!kind.equals("application")) {
      throw new TemplateException(
          properties.where("Type"), "is " + kind + "; the stage has application load balancers");
    }
    properties.inert("it listens on the loopback address only", "Scheme", "IpAddressType");
    properties.inert("one machine has no zones", "Subnets", "SubnetMappings");
    String fullName =
        "app/"
            + properties.string("Name", context.generatedName(LONGEST_NAME))
            + "/"
            + context.generatedId("0").substring(2);
    return Provisioned.running(
            context.environment().arn("elasticloadbalancing", "loadbalancer/" + fullName),
            "http://127.0.0.1:" + port)
        .with("LoadBalancerFullName", fullName)
        .with("DNSName", "127.0.0.1")
        .with("CanonicalHostedZoneID", "Z0000000000000");
  }
}
