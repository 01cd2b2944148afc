package io.gamekeeper.infra.network;

import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogMaxAggregationInterval;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.FlowLogTrafficType;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.IpProtocol;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * The VPC over three zones. Public subnets hold load balancers and NAT gateways, private ones what
 * computes, isolated ones what stores data. AWS's services are reached inside AWS's network; only
 * key sets of token issuers and the app stores are reached through the NAT gateways.
 */
public final class NetworkStack extends StageStack {
  private final Vpc vpc;

  /** Creates the stack below a stage. */
  public NetworkStack(Construct scope, String id, StageConfig config) {
    super(scope, id, config, "VPC over three zones");

    LogGroup flowLog =
        LogGroup.Builder.create(this, "FlowLog")
            .retention(config.logRetention().retention())
            .removalPolicy(removalPolicy())
            .build();
    vpc =
        Vpc.Builder.create(this, "Vpc")
            .ipAddresses(IpAddresses.cidr(config.network().cidr()))
            // Amazon assigns the IPv6 range; private subnets use it through an egress-only gateway.
            .ipProtocol(IpProtocol.DUAL_STACK)
            .availabilityZones(config.availabilityZones())
            .natGateways(config.network().natGateways())
            .subnetConfiguration(
                List.of(
                    subnets("Public", SubnetType.PUBLIC, 24),
                    subnets("Private", SubnetType.PRIVATE_WITH_EGRESS, 22),
                    subnets("Isolated", SubnetType.PRIVATE_ISOLATED, 24)))
            // Emptying the default group takes a custom resource with a function of its own;
            // nothing uses that group.
            .restrictDefaultSecurityGroup(false)
            .flowLogs(
                Map.of(
                    "All",
                    FlowLogOptions.builder()
                        .trafficType(FlowLogTrafficType.ALL)
                        .maxAggregationInterval(FlowLogMaxAggregationInterval.ONE_MINUTE)
                        .destination(FlowLogDestination.toCloudWatchLogs(flowLog))
                        .build()))
            .build();

    Findings.acknowledge(
        vpc,
        "CloudFormation-Validate::W3010",
        "Zones come from the stage's settings, so that synthesis needs no account to look them up");

    SubnetSelection inside =
        SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build();
    gateway("DynamoDb", GatewayVpcEndpointAwsService.DYNAMODB, inside)
        .addToPolicy(onlyOwn("dynamodb:*"));
    gateway("S3", GatewayVpcEndpointAwsService.S3, inside);
    inside("Lambda", InterfaceVpcEndpointAwsService.LAMBDA, inside)
        .addToPolicy(onlyOwn("lambda:InvokeFunction"));
    InterfaceVpcEndpoint secrets =
        inside("SecretsManager", InterfaceVpcEndpointAwsService.SECRETS_MANAGER, inside);
    secrets.addToPolicy(
        onlyOwn(
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage"));
    secrets.addToPolicy(newPasswords());
    inside("Parameters", InterfaceVpcEndpointAwsService.SSM, inside)
        // PutParameter is for operators, OpsItems are for on-call. UpdateInstanceInformation is for
        // game servers, so that operators can open sessions on them.
        .addToPolicy(
            onlyOwn(
                "ssm:GetParameter",
                "ssm:PutParameter",
                "ssm:CreateOpsItem",
                "ssm:UpdateOpsItem",
                "ssm:UpdateInstanceInformation"));
    inside("Events", InterfaceVpcEndpointAwsService.EVENTBRIDGE, inside)
        .addToPolicy(onlyOwn("events:PutEvents"));
  }

  /** Returns the network that the stage's other stacks build in. */
  public IVpc vpc() {
    return vpc;
  }

  private GatewayVpcEndpoint gateway(
      String id, GatewayVpcEndpointAwsService service, SubnetSelection subnets) {
    return vpc.addGatewayEndpoint(
        id, GatewayVpcEndpointOptions.builder().service(service).subnets(List.of(subnets)).build());
  }

  private InterfaceVpcEndpoint inside(
      String id, InterfaceVpcEndpointAwsService service, SubnetSelection subnets) {
    InterfaceVpcEndpoint endpoint =
        vpc.addInterfaceEndpoint(
            id,
            InterfaceVpcEndpointOptions.builder()
                .service(service)
                .subnets(subnets)
                .open(false)
                .build());
    // The literal range instead of the VPC's attribute, which no check can read.
    endpoint.getConnections().allowDefaultPortFrom(Peer.ipv4(config().network().cidr()));
    return endpoint;
  }

  private static SubnetConfiguration subnets(String name, SubnetType type, int prefixLength) {
    return SubnetConfiguration.builder().name(name).subnetType(type).cidrMask(prefixLength).build();
  }

  /**
   * Returns a policy for an endpoint: what leaves through it reaches only this account's tables,
   * functions, ….
   */
  private PolicyStatement onlyOwn(String... actions) {
    return PolicyStatement.Builder.create()
        .principals(List.of(new AnyPrincipal()))
        .actions(List.of(actions))
        .resources(List.of("*"))
        .conditions(ownAccountOnBothSides())
        .build();
  }

  /** Allows random passwords, which belong to no account. */
  private PolicyStatement newPasswords() {
    return PolicyStatement.Builder.create()
        .principals(List.of(new AnyPrincipal()))
        .actions(List.of("secretsmanager:GetRandomPassword"))
        .resources(List.of("*"))
        .conditions(Map.of("StringEquals", Map.of("aws:PrincipalAccount", getAccount())))
        .build();
  }

  private Map<String, Object> ownAccountOnBothSides() {
    return Map.of(
        "StringEquals",
        Sorted.map("aws:PrincipalAccount", getAccount(), "aws:ResourceAccount", getAccount()));
  }
}
