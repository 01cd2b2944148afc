package io.gamekeeper.local.aws.ec2;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** Amazon EC2's network: address block, subnets, and security groups with their rules. */
public final class Ec2 implements StageService {
  private static final String ONE_MACHINE = "one machine needs no routing";

  private final Ground ground;

  public Ec2(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types =
        new ArrayList<>(VirtualNetwork.all(ground.securityGroups(), ground.subnets()));
    types.addAll(
        List.of(
            NamedResource.id(
                "AWS::EC2::VPCCidrBlock", "the network is IPv4 only", "vpc-cidr-assoc", "Id"),
            NamedResource.id("AWS::EC2::EgressOnlyInternetGateway", ONE_MACHINE, "eigw", "Id"),
            NamedResource.id("AWS::EC2::RouteTable", ONE_MACHINE, "rtb", "RouteTableId"),
            NamedResource.id(
                "AWS::EC2::SubnetRouteTableAssociation", ONE_MACHINE, "rtbassoc", "Id"),
            NamedResource.id("AWS::EC2::Route", ONE_MACHINE, "r", "CidrBlock"),
            NamedResource.id("AWS::EC2::InternetGateway", ONE_MACHINE, "igw", "InternetGatewayId"),
            NamedResource.id(
                "AWS::EC2::VPCGatewayAttachment", ONE_MACHINE, "igwattach", "AttachmentType"),
            NamedResource.id("AWS::EC2::NatGateway", ONE_MACHINE, "nat", "NatGatewayId"),
            NamedResource.id("AWS::EC2::EIP", ONE_MACHINE, "eipalloc", "AllocationId"),
            NamedResource.id("AWS::EC2::NetworkAcl", ONE_MACHINE, "acl", "Id"),
            NamedResource.id("AWS::EC2::NetworkAclEntry", ONE_MACHINE, "aclentry", "Id"),
            NamedResource.id(
                "AWS::EC2::SubnetNetworkAclAssociation", ONE_MACHINE, "aclassoc", "AssociationId"),
            NamedResource.id(
                "AWS::EC2::VPCEndpoint", "services are reached without a network", "vpce", "Id"),
            NamedResource.id("AWS::EC2::FlowLog", "there are no packets to log", "fl", "Id")));
    return types;
  }
}
