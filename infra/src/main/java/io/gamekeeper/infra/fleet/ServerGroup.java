package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.FleetConfig;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.CfnAutoScalingInstanceRefresh;
import software.amazon.awscdk.CfnAutoScalingInstanceRefreshAlarmSpecification;
import software.amazon.awscdk.CfnAutoScalingInstanceRefreshPreferences;
import software.amazon.awscdk.CfnAutoScalingScheduledAction;
import software.amazon.awscdk.CfnUpdatePolicy;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.autoscaling.CfnAutoScalingGroup;
import software.amazon.awscdk.services.autoscaling.CfnWarmPool;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.constructs.Construct;

/**
 * A group of game servers over three zones. An instance takes players when its server is ready, and
 * leaves when its players have finished; an unhealthy one is replaced. A new release replaces the
 * instances a few at a time; an alarm stops that.
 */
final class ServerGroup extends Construct {
  /** Long enough for packages, release and ahead-of-time cache; then the instance is given up. */
  private static final int READY_HEARTBEAT_SECONDS = 300;

  /** The time beyond what players are given: for stopping the server and telling the group. */
  private static final int DRAIN_MARGIN_SECONDS = 60;

  /**
   * The time from the server being ready to the load balancer finding it healthy, with some checks
   * to spare.
   */
  private static final int GRACE_SECONDS = 60;

  /** How long a release is watched after its last instance. */
  private static final int BAKE_SECONDS = 300;

  private final CfnAutoScalingGroup group;

  /** The way a group gets its instances. */
  sealed interface Capacity {
    /** Bought by the hour; stopped ones wait until they are needed. */
    record OnDemand(int warm) implements Capacity {}

    /** What AWS has to spare, in whichever type it has most; taken back at two minutes' notice. */
    record Spot(List<String> instanceTypes) implements Capacity {
      public Spot {
        instanceTypes = List.copyOf(instanceTypes);
      }
    }
  }

  /**
   * What a group is made of.
   *
   * @param name its fixed name, which its instances and people use
   * @param size how many servers
   * @param capacity where they come from
   * @param config the stage's settings
   * @param vpc where they run, in private subnets
   * @param route where they are registered
   * @param templates what they are made of
   * @param damage alarms of this very release, which end its refresh
   */
  record Props(
      String name,
      FleetConfig.Size size,
      Capacity capacity,
      StageConfig config,
      IVpc vpc,
      PlayerRoute route,
      ServerTemplates templates,
      List<Alarm> damage) {
    Props {
      damage = List.copyOf(damage);
      Objects.requireNonNull(name);
      Objects.requireNonNull(size);
      Objects.requireNonNull(capacity);
      Objects.requireNonNull(config);
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(route);
      Objects.requireNonNull(templates);
    }
  }

  ServerGroup(Construct scope, String id, Props props) {
    super(scope, id);
    LaunchTemplate template = props.templates().template(this, props.name());
    CfnAutoScalingGroup.Builder builder =
        CfnAutoScalingGroup.Builder.create(this, "Group")
            .autoScalingGroupName(props.name())
            // The desired capacity is left out, because the scaling policies set it.
            .minSize(Integer.toString(props.size().min()))
            .maxSize(Integer.toString(props.size().max()))
            .vpcZoneIdentifier(
                props
                    .vpc()
                    .selectSubnets(
                        SubnetSelection.builder()
                            .subnetType(SubnetType.PRIVATE_WITH_EGRESS)
                            .build())
                    .getSubnetIds())
            .targetGroupArns(List.of(props.route().targets().getTargetGroupArn()))
            .healthCheckType("ELB")
            .healthCheckGracePeriod(GRACE_SECONDS)
            .defaultInstanceWarmup(GRACE_SECONDS)
            .lifecycleHookSpecificationList(hooks(props.config().fleet()))
            .metricsCollection(
                List.of(
                    CfnAutoScalingGroup.MetricsCollectionProperty.builder()
                        .granularity("1Minute")
                        .build()));
    group =
        switch (props.capacity()) {
          case Capacity.OnDemand(int warm) -> onDemand(builder, template, warm, props.size());
          case Capacity.Spot(List<String> types) -> spot(builder, template, types);
        };
    // Registered before the rule exists, servers would be neither healthy nor unhealthy.
    group.getNode().addDependency(props.route());
    // The refresh begins when its own release's alarms are there, and not a moment before.
    props.damage().forEach(group.getNode()::addDependency);
    group
        .getCfnOptions()
        .setUpdatePolicy(updatePolicy(props.config(), props.templates().release()));
    Tags.of(group).add("Name", props.name());
    Findings.acknowledge(
        group,
        "AwsSolutions-AS3",
        "EventBridge announces every step of an instance; a mail for each would bury the alarms");
  }

  /** Returns the reference to the group's name. */
  String ref() {
    return group.getRef();
  }

  private CfnAutoScalingGroup onDemand(
      CfnAutoScalingGroup.Builder builder,
      LaunchTemplate template,
      int warm,
      FleetConfig.Size size) {
    CfnAutoScalingGroup created = builder.launchTemplate(latest(template)).build();
    if (warm > 0) {
      CfnWarmPool.Builder.create(this, "WarmPool")
          .autoScalingGroupName(created.getRef())
          .poolState("Stopped")
          .minSize(warm)
          // Without it the pool holds whatever is missing to the group's maximum.
          .maxGroupPreparedCapacity(size.min() + warm)
          .instanceReusePolicy(
              CfnWarmPool.InstanceReusePolicyProperty.builder().reuseOnScaleIn(true).build())
          .build();
    }
    return created;
  }

  private static CfnAutoScalingGroup spot(
      CfnAutoScalingGroup.Builder builder, LaunchTemplate template, List<String> types) {
    CfnAutoScalingGroup created =
        builder
            // Starts a replacement as soon as AWS warns, and lets the threatened server drain.
            .capacityRebalance(true)
            .mixedInstancesPolicy(
                CfnAutoScalingGroup.MixedInstancesPolicyProperty.builder()
                    .launchTemplate(
                        CfnAutoScalingGroup.LaunchTemplateProperty.builder()
                            .launchTemplateSpecification(latest(template))
                            .overrides(
                                types.stream()
                                    .map(
                                        type ->
                                            CfnAutoScalingGroup.LaunchTemplateOverridesProperty
                                                .builder()
                                                .instanceType(type)
                                                .build())
                                    .toList())
                            .build())
                    .instancesDistribution(
                        CfnAutoScalingGroup.InstancesDistributionProperty.builder()
                            .onDemandBaseCapacity(0)
                            .onDemandPercentageAboveBaseCapacity(0)
                            // A player minds an interruption more than the studio minds a cent.
                            .spotAllocationStrategy("capacity-optimized")
                            .build())
                    .build())
            .build();
    Findings.acknowledge(
        created,
        "AwsSolutions-EC26",
        "The rule cannot read a template that a mixed group names; it is the other group's, whose"
            + " disk it finds encrypted");
    return created;
  }

  /** Returns the very version: only then does CloudFormation see that a release has changed. */
  private static CfnAutoScalingGroup.LaunchTemplateSpecificationProperty latest(
      LaunchTemplate template) {
    return CfnAutoScalingGroup.LaunchTemplateSpecificationProperty.builder()
        .launchTemplateId(template.getLaunchTemplateId())
        .version(template.getLatestVersionNumber())
        .build();
  }

  /**
   * Returns the hooks as a part of the group: hooks that are resources of their own would come
   * after the first instances.
   */
  private static List<CfnAutoScalingGroup.LifecycleHookSpecificationProperty> hooks(
      FleetConfig fleet) {
    return List.of(
        CfnAutoScalingGroup.LifecycleHookSpecificationProperty.builder()
            .lifecycleHookName(GameServerContract.READY_HOOK)
            .lifecycleTransition("autoscaling:EC2_INSTANCE_LAUNCHING")
            .heartbeatTimeout(READY_HEARTBEAT_SECONDS)
            .defaultResult("ABANDON")
            .build(),
        CfnAutoScalingGroup.LifecycleHookSpecificationProperty.builder()
            .lifecycleHookName(GameServerContract.DRAIN_HOOK)
            .lifecycleTransition("autoscaling:EC2_INSTANCE_TERMINATING")
            .heartbeatTimeout(fleet.drainSeconds() + DRAIN_MARGIN_SECONDS)
            .defaultResult("CONTINUE")
            .build());
  }

  private static CfnUpdatePolicy updatePolicy(StageConfig config, String release) {
    CfnAutoScalingInstanceRefreshPreferences.Builder preferences =
        CfnAutoScalingInstanceRefreshPreferences.builder()
            .minHealthyPercentage(100)
            .maxHealthyPercentage(125)
            .instanceWarmup(GRACE_SECONDS)
            .skipMatching(true)
            .scaleInProtectedInstances("Refresh")
            .standbyInstances("Ignore")
            .bakeTime(BAKE_SECONDS)
            .alarmSpecification(
                CfnAutoScalingInstanceRefreshAlarmSpecification.builder()
                    // A refresh fails at once if one of them is on already, whatever the reason:
                    // docs/decisions/023.
                    .alarms(
                        List.of(
                            GameAlarm.RELEASE_FAULTS.nameIn(config.name().key(), release),
                            GameAlarm.RELEASE_LATENCY.nameIn(config.name().key(), release)))
                    .build());
    if (config.protectedFromDeletion()) {
      preferences.checkpointPercentages(List.of(20, 100)).checkpointDelay(BAKE_SECONDS);
    }
    return CfnUpdatePolicy.builder()
        .autoScalingInstanceRefresh(
            CfnAutoScalingInstanceRefresh.builder()
                .strategy("Rolling")
                .preferences(preferences.build())
                .build())
        .autoScalingScheduledAction(
            CfnAutoScalingScheduledAction.builder()
                .ignoreUnmodifiedGroupSizeProperties(true)
                .build())
        .build();
  }
}
