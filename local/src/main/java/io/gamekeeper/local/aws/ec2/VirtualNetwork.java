package io.gamekeeper.local.aws.ec2;

import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.network.SecurityGroups.Rule;
import io.gamekeeper.local.network.Subnets;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The resource types of the virtual network: address block, subnets, and security groups with their
 * rules.
 */
public final class VirtualNetwork {
  private static final String ONE_MACHINE = "one machine needs no routing";

  /** The descriptions that EC2 takes: EC2 API reference, CreateSecurityGroup and IpRange. */
  private static final Pattern DESCRIPTION =
      Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]{0,255}");

  private static final Rule EVERYWHERE = new Rule("-1", 0, 65_535, "0.0.0.0/0");

  private VirtualNetwork() {}

  public static List<ResourceType> all(SecurityGroups groups, Subnets subnets) {
    return List.of(
        new Vpc(groups),
        new Subnet(subnets),
        new SecurityGroup(groups),
        new IngressRule(groups),
        new EgressRule(groups));
  }

  private record Vpc(SecurityGroups groups) implements ResourceType {
    @Override
    public String type() {
      return "AWS::EC2::VPC";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      String block = context.properties().string("CidrBlock");
      groups.addNetwork(block);
      context
          .properties()
          .inert(ONE_MACHINE, "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy");
      String id = context.generatedId("vpc");
      String defaultGroup = context.generatedId("sg");
      groups.create(defaultGroup);
      return Provisioned.simulated(id, block)
          .with("VpcId", id)
          .with("CidrBlock", block)
          .with("DefaultSecurityGroup", defaultGroup)
          .with("DefaultNetworkAcl", context.generatedId("acl"));
    }
  }

  private record Subnet(Subnets subnets) implements ResourceType {
    @Override
    public String type() {
      return "AWS::EC2::Subnet";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String id = context.generatedId("subnet");
      subnets.create(id, properties.string("AvailabilityZone", ""));
      Provisioned subnet =
          Provisioned.nameOnly(id, ONE_MACHINE)
              .with("SubnetId", id)
              .with("VpcId", properties.string("VpcId"))
              .with("CidrBlock", properties.string("CidrBlock"))
              .with("AvailabilityZone", properties.string("AvailabilityZone", ""))
              .with("NetworkAclAssociationId", context.generatedId("aclassoc"));
      properties.restInert(ONE_MACHINE);
      return subnet;
    }
  }

  private record SecurityGroup(SecurityGroups groups) implements ResourceType {
    @Override
    public String type() {
      return "AWS::EC2::SecurityGroup";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("informational only", "GroupName");
      checkDescription(properties, "GroupDescription");
      String id = context.generatedId("sg");
      groups.create(id);
      List<ResourceProperties> ingress = properties.objects("SecurityGroupIngress");
      ingress.forEach(rule -> groups.allowIngress(id, rule(rule, "SourceSecurityGroupId")));
      if (properties.has("SecurityGroupEgress")) {
        properties
            .objects("SecurityGroupEgress")
            .forEach(rule -> groups.allowEgress(id, rule(rule, "DestinationSecurityGroupId")));
      } else {
        groups.allowEgress(id, EVERYWHERE);
      }
      return Provisioned.simulated(id, "decides who reaches Redis and the database")
          .with("GroupId", id)
          .with("Id", id)
          .with("VpcId", properties.string("VpcId", ""));
    }
  }

  private record IngressRule(SecurityGroups groups) implements ResourceType {
    @Override
    public String type() {
      return "AWS::EC2::SecurityGroupIngress";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      String group = context.properties().string("GroupId");
      Rule rule = rule(context.properties(), "SourceSecurityGroupId");
      groups.allowIngress(group, rule);
      return Provisioned.simulated(
          context.generatedId("sgr"), group + " from " + rule.peer() + " on " + ports(rule));
    }
  }

  private record EgressRule(SecurityGroups groups) implements ResourceType {
    @Override
    public String type() {
      return "AWS::EC2::SecurityGroupEgress";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      String group = context.properties().string("GroupId");
      Rule rule = rule(context.properties(), "DestinationSecurityGroupId");
      groups.allowEgress(group, rule);
      return Provisioned.simulated(
          context.generatedId("sgr"), group + " to " + rule.peer() + " on " + ports(rule));
    }
  }

  private static String ports(Rule rule) {
    return rule.fromPort() == rule.toPort()
        ? Integer.toString(rule.fromPort())
        : rule.fromPort() + "–" + rule.toPort();
  }

  /** Checks a description, which has no effect but may hold only some characters. */
  private static void checkDescription(ResourceProperties properties, String name) {
    String description = properties.string(name, "");
    if (!DESCRIPTION.matcher(description).matches()) {
      throw new TemplateException(
          properties.where(name),
          "is \""
              + description
              + "\"; allowed are up to 255 of a-z, A-Z, 0-9, space and ._-:/()#,@[]+=&;{}!$*");
    }
  }

  private static Rule rule(ResourceProperties properties, String peerGroup) {
    checkDescription(properties, "Description");
    properties.inert("the network is IPv4 only", "CidrIpv6");
    String protocol = properties.string("IpProtocol");
    Optional<String> group = properties.optionalString(peerGroup);
    String peer =
        group
            .or(() -> properties.optionalString("CidrIp"))
            .or(() -> properties.optionalString("DestinationPrefixListId"))
            .or(() -> properties.optionalString("SourcePrefixListId"))
            .or(() -> properties.optionalString("CidrIpv6"))
            .orElseGet(() -> properties.string(peerGroup));
    return new Rule(
        protocol, properties.integer("FromPort", 0), properties.integer("ToPort", 65_535), peer);
  }
}
