package io.gamekeeper.local.aws.elb;

import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Locale;

/** The resource type of load balancers; their listeners say what they do. */
final class ApplicationLoadBalancer implements ResourceType {
  private static final int LONGEST_NAME = 32;

  private final LoadBalancer balancer;
  private final Names names;
  private final int port;

  /**
   * Creates the type.
   *
   * @param names gets its DNS name
   * @param port where the stage serves it
   */
  ApplicationLoadBalancer(LoadBalancer balancer, Names names, int port) {
    this.balancer = balancer;
    this.names = names;
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
          properties.where("Type"),
          "is " + kind + "; the stage supports only application load balancers");
    }
    properties.inert("it listens on the loopback address only", "Scheme", "IpAddressType");
    properties.inert("one machine has no zones", "Subnets", "SubnetMappings");
    String fullName =
        "app/"
            + properties.string("Name", context.generatedName(LONGEST_NAME))
            + "/"
            + context.generatedId("0").substring(2);
    String dnsName =
        fullName.split("/", -1)[1].toLowerCase(Locale.ROOT)
            + "."
            + context.environment().region()
            + ".elb.amazonaws.com";
    names.add(dnsName, balancer.servedSite());
    return Provisioned.running(
            context.environment().arn("elasticloadbalancing", "loadbalancer/" + fullName),
            "http://127.0.0.1:" + port)
        .with("LoadBalancerFullName", fullName)
        .with("DNSName", dnsName)
        .with("CanonicalHostedZoneID", "Z0000000000000");
  }
}
