package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.data.Ranking;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.LaunchTemplateHttpTokens;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.elasticloadbalancingv2.IApplicationListener;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.InstanceProfile;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * The launch templates of the fleet's instances: image, disk, network, role and user data. Both
 * groups' instances are alike; their templates differ in the group that the user data names.
 */
final class ServerTemplates extends Construct {
  /**
   * Resolved by CloudFormation at each deployment: all servers of a release have the same image,
   * and a deployment without any other change brings the latest patches. Resolved at each launch
   * ({@code resolve:ssm:}), AWS would refuse the warm pool and a refresh that skips what is up to
   * date.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html">Use
   *     AWS Systems Manager parameters instead of AMI IDs in launch templates, Limitations</a>
   */
  private static final String IMAGE =
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

  private static final int DISK_GIB = 20;

  private final Props props;
  private final ServerRelease release;
  private final SecurityGroup securityGroup;
  private final Key key;
  private final InstanceProfile profile;

  /**
   * What instances are made from.
   *
   * @param config the stage they run in
   * @param vpc where they run, in private subnets
   * @param listener where players arrive; nobody else reaches a server
   * @param configuration what servers follow while they run
   * @param claims the Redis in which servers agree on who holds a player's session
   * @param release the server's release, as the build left it
   * @param removalPolicy what happens to logs and keys when the stack is deleted
   */
  record Props(
      StageConfig config,
      IVpc vpc,
      IApplicationListener listener,
      ServerConfiguration configuration,
      Ranking claims,
      Path release,
      RemovalPolicy removalPolicy) {
    Props {
      Objects.requireNonNull(config);
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(listener);
      Objects.requireNonNull(configuration);
      Objects.requireNonNull(claims);
      Objects.requireNonNull(release);
      Objects.requireNonNull(removalPolicy);
    }

    private String stage() {
      return config.name().key();
    }
  }

  ServerTemplates(Construct scope, String id, Props props) {
    super(scope, id);
    this.props = props;
    release = new ServerRelease(this, "Release", props.release());
    securityGroup = securityGroup();
    key = key();
    profile = InstanceProfile.Builder.create(this, "Profile").role(role(log())).build();
  }

  /** Names what the templates' instances are made of, in metrics and alarms. */
  String release() {
    return ServerInstance.release(props.config(), release.sha256());
  }

  /** Returns the template of a group's instances. */
  LaunchTemplate template(Construct scope, String group) {
    StageConfig config = props.config();
    return LaunchTemplate.Builder.create(scope, "Template")
        .machineImage(MachineImage.fromSsmParameter(IMAGE))
        .instanceType(new InstanceType(config.fleet().instanceTypes().getFirst()))
        .instanceProfile(profile)
        .securityGroup(securityGroup)
        .requireImdsv2(true)
        .httpTokens(LaunchTemplateHttpTokens.REQUIRED)
        .httpPutResponseHopLimit(1)
        .detailedMonitoring(true)
        .ebsOptimized(true)
        .blockDevices(
            List.of(
                BlockDevice.builder()
                    .deviceName("/dev/xvda")
                    .volume(
                        BlockDeviceVolume.ebs(
                            DISK_GIB,
                            EbsDeviceOptions.builder()
                                .volumeType(EbsDeviceVolumeType.GP3)
                                .encrypted(true)
                                .kmsKey(key)
                                .deleteOnTermination(true)
                                .build()))
                    .build()))
        .userData(
            UserData.custom(
                ServerInstance.userData(
                    config,
                    release.url(),
                    release.sha256(),
                    group,
                    release(),
                    "rediss://" + props.claims().host() + ":" + Ranking.PORT)))
        .build();
  }

  private SecurityGroup securityGroup() {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("Game servers: reached by the load balancer only")
            .allowAllOutbound(false)
            .build();
    group
        .getConnections()
        .allowFrom(
            props.listener(), Port.tcp(GameServerContract.PORT), "Players and health checks");
    group.getConnections().allowToDefaultPort(props.claims(), "Who holds which session");
    // The issuer's keys, packages and AWS itself have public addresses.
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "AWS, packages, keys of the token issuer");
    // Servers have addresses of both kinds, and many names have too: whoever tries the other one
    // first would wait in vain.
    group.addEgressRule(Peer.anyIpv6(), Port.tcp(443), "The same by IPv6");
    return group;
  }

  private Key key() {
    Key created =
        Key.Builder.create(this, "DiskKey")
            .description("Encrypts the game servers' disks")
            .enableKeyRotation(true)
            .pendingWindow(Duration.days(7))
            .removalPolicy(props.removalPolicy())
            .build();
    // Auto Scaling starts instances under its own role, and EC2 starts Spot instances under
    // another one, which needs the key at least where the image is encrypted by it. Named by a
    // condition and not as principals, because the account has a role only once it has a group.
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
    Map<String, Object> whoStarts =
        Map.of(
            "aws:PrincipalArn",
            List.of(
                serviceRole("autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
                serviceRole("spot.amazonaws.com/AWSServiceRoleForEC2Spot")));
    created.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("AutoScalingUsesTheKey")
            .principals(List.of(new AnyPrincipal()))
            .actions(
                List.of(
                    "kms:Decrypt",
                    "kms:DescribeKey",
                    "kms:Encrypt",
                    "kms:GenerateDataKey*",
                    "kms:ReEncrypt*"))
            .resources(List.of("*"))
            .conditions(Map.of("ArnEquals", whoStarts))
            .build());
    created.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("AutoScalingLendsTheKeyToDisks")
            .principals(List.of(new AnyPrincipal()))
            .actions(List.of("kms:CreateGrant"))
            .resources(List.of("*"))
            .conditions(
                Sorted.map(
                    "ArnEquals", whoStarts, "Bool", Map.of("kms:GrantIsForAWSResource", "true")))
            .build());
    return created;
  }

  private String serviceRole(String name) {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service("iam")
                .region("")
                .resource("role")
                .resourceName("aws-service-role/" + name)
                .build());
  }

  private LogGroup log() {
    return LogGroup.Builder.create(this, "Log")
        .logGroupName(GameServerContract.logGroup(props.stage()))
        .retention(props.config().logRetention().retention())
        .removalPolicy(props.removalPolicy())
        .build();
  }

  private Role role(LogGroup log) {
    Role role =
        Role.Builder.create(this, "Role")
            .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
            .build();
    release.allowFetching(role);
    props.configuration().allowFollowing(role);
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("EndTheWaitAtLifecycleHooks")
            .actions(
                List.of(
                    "autoscaling:CompleteLifecycleAction",
                    "autoscaling:RecordLifecycleActionHeartbeat"))
            .resources(
                List.of(
                    groupArn(GameServerContract.onDemandGroup(props.stage())),
                    groupArn(GameServerContract.spotGroup(props.stage()))))
            .build());
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("WriteTheLog")
            .actions(
                List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"))
            .resources(List.of(log.getLogGroupArn()))
            .build());
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("SendMetrics")
            .actions(List.of("cloudwatch:PutMetricData"))
            .resources(List.of("*"))
            .conditions(
                Map.of(
                    "StringEquals",
                    Map.of("cloudwatch:namespace", props.config().metricsNamespace())))
            .build());
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("SendTraces")
            // Of what AWS's policy for the agent allows, only this: the server itself decides what
            // is sampled.
            .actions(List.of("xray:PutTelemetryRecords", "xray:PutTraceSegments"))
            .resources(List.of("*"))
            .build());
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("OperatorsComeBySystemsManager")
            // What the agent needs for sessions and commands; AWS's own policy would let each
            // instance read every parameter of the account as well.
            .actions(
                List.of(
                    "ec2messages:AcknowledgeMessage",
                    "ec2messages:DeleteMessage",
                    "ec2messages:FailMessage",
                    "ec2messages:GetEndpoint",
                    "ec2messages:GetMessages",
                    "ec2messages:SendReply",
                    "ssm:UpdateInstanceInformation",
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel"))
            .resources(List.of("*"))
            .build());
    Findings.acknowledge(
        role,
        "AwsSolutions-IAM5[Resource::*]",
        "Systems Manager's channels, CloudWatch's metrics and X-Ray's segments are no resources;"
            + " metrics are limited by their namespace");
    for (String group :
        List.of(
            GameServerContract.onDemandGroup(props.stage()),
            GameServerContract.spotGroup(props.stage()))) {
      Findings.acknowledge(
          role,
          "AwsSolutions-IAM5[Resource::arn:aws:autoscaling:"
              + props.config().region()
              + ":"
              + props.config().account().orElse("<AWS::AccountId>")
              + ":autoScalingGroup:*:autoScalingGroupName/"
              + group
              + "]",
          "Auto Scaling makes up the part before the name, and the name is one group's only");
    }
    return role;
  }

  private String groupArn(String group) {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service("autoscaling")
                .resource("autoScalingGroup")
                // Auto Scaling makes up the first part.
                .resourceName("*:autoScalingGroupName/" + group)
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                .build());
  }
}
