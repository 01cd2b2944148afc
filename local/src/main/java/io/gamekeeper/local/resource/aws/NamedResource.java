package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceType;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Resources that are only a name on a laptop: others refer to them, and what they do on AWS has no
 * counterpart on one machine.
 */
final class NamedResource implements ResourceType {
  private static final String ONE_MACHINE = "one machine needs no routing";
  private static final String NO_LOG = "nobody reads an access log on a laptop";
  private static final int LONGEST_FIRST_NAME = 64;
  private static final String SIMPLY_THERE = "nothing to simulate";

  private final String type;
  private final String reason;
  private final BiFunction<ResourceContext, String, Provisioned> naming;

  private NamedResource(
      String type, String reason, BiFunction<ResourceContext, String, Provisioned> naming) {
    this.type = type;
    this.reason = reason;
    this.naming = naming;
  }

  /** All of them. */
  static List<ResourceType> all() {
    return List.of(
        id("AWS::EC2::VPCCidrBlock", "the network is IPv4 only", "vpc-cidr-assoc", "Id"),
        id("AWS::EC2::EgressOnlyInternetGateway", ONE_MACHINE, "eigw", "Id"),
        id("AWS::WAFv2::LoggingConfiguration", "status counts what is blocked", "log", "Id"),
        id("AWS::Logs::DeliverySource", NO_LOG, "source", "Id"),
        id("AWS::Logs::DeliveryDestination", NO_LOG, "destination", "Arn"),
        id("AWS::Logs::Delivery", NO_LOG, "delivery", "DeliveryId"),
        id("AWS::EC2::RouteTable", ONE_MACHINE, "rtb", "RouteTableId"),
        id("AWS::EC2::SubnetRouteTableAssociation", ONE_MACHINE, "rtbassoc", "Id"),
        id("AWS::EC2::Route", ONE_MACHINE, "r", "CidrBlock"),
        id("AWS::EC2::InternetGateway", ONE_MACHINE, "igw", "InternetGatewayId"),
        id("AWS::EC2::VPCGatewayAttachment", ONE_MACHINE, "igwattach", "AttachmentType"),
        id("AWS::EC2::NatGateway", ONE_MACHINE, "nat", "NatGatewayId"),
        id("AWS::EC2::EIP", ONE_MACHINE, "eipalloc", "AllocationId"),
        id("AWS::EC2::NetworkAcl", ONE_MACHINE, "acl", "Id"),
        id("AWS::EC2::NetworkAclEntry", ONE_MACHINE, "aclentry", "Id"),
        id("AWS::EC2::SubnetNetworkAclAssociation", ONE_MACHINE, "aclassoc", "AssociationId"),
        id("AWS::EC2::VPCEndpoint", "services are reached without a network", "vpce", "Id"),
        id("AWS::EC2::FlowLog", "there are no packets to log", "fl", "Id"),
        named(
            "AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", "one machine has no subnets"),
        named("AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", "one machine has no subnets"),
        named("AWS::RDS::OptionGroup", "OptionGroupName", "the engine's log tells who logged in"),
        named(
            "AWS::Events::EventBusPolicy", "StatementId", "functions are held to their roles only"),
        new NamedResource(
            "AWS::Events::Archive",
            "past events are not replayed on a laptop",
            (context, why) -> {
              String name = context.properties().string("ArchiveName", context.generatedName(48));
              return Provisioned.nameOnly(name, why)
                  .with("ArchiveName", name)
                  .with("Arn", context.environment().arn("events", "archive/" + name));
            }),
        named("AWS::SNS::TopicPolicy", "Id", "functions are held to their roles only"),
        named("AWS::KMS::Alias", "AliasName", "keys are found by their ARN"),
        named("AWS::CDK::Metadata", "Id", "a note of the CDK about itself"),
        new NamedResource(
            "AWS::CertificateManager::Certificate",
            "TLS ends before the stage",
            (context, why) -> {
              // ACM API, RequestCertificate; longer names may stand among the further ones.
              int length = context.properties().string("DomainName").length();
              if (length > LONGEST_FIRST_NAME) {
                throw new TemplateException(
                    context.properties().where("DomainName"),
                    "has " + length + " characters; 64 are allowed");
              }
              return Provisioned.nameOnly(
                  context.environment().arn("acm", "certificate/" + context.generatedId("c")), why);
            }),
        named(
            "AWS::SecretsManager::ResourcePolicy", "Id", "functions are held to their roles only"),
        named("AWS::DynamoDB::ResourcePolicy", "Id", "functions are held to their roles only"));
  }

  private static NamedResource id(String type, String reason, String prefix, String attribute) {
    return new NamedResource(
        type,
        reason,
        (context, why) -> {
          String id = context.generatedId(prefix);
          return Provisioned.nameOnly(id, why).with(attribute, id);
        });
  }

  private static NamedResource named(String type, String nameProperty, String reason) {
    return new NamedResource(
        type,
        reason,
        (context, why) ->
            Provisioned.nameOnly(
                context.properties().optionalString(nameProperty).orElseGet(context::generatedName),
                why));
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Provisioned create(ResourceContext context) {
    Provisioned provisioned = naming.apply(context, reason);
    context.properties().restInert(SIMPLY_THERE);
    return provisioned;
  }
}
