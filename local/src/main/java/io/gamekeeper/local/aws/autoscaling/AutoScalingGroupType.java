package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.GroupSettings.Pace;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The type of Auto Scaling groups: reads one and refuses what AWS refuses or the stage lacks. */
record AutoScalingGroupType(Fleet fleet) implements ResourceType {
  /** In seconds. */
  private static final int DEFAULT_COOLDOWN = 300;

  /** The template that a group launches from, its version, and whether it takes Spot capacity. */
  private record Launches(LaunchTemplate template, Optional<String> version, boolean spot) {}

  @Override
  public String type() {
    return "AWS::AutoScaling::AutoScalingGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("AutoScalingGroupName", context.generatedName());
    String arn =
        context
            .environment()
            .arn(
                "autoscaling",
                "autoScalingGroup:%s:autoScalingGroupName/%s"
                    .formatted(context.generatedId("g").substring(2), name));
    fleet.metrics().collect(name, properties.objects("MetricsCollection"));
    properties.inert(
        "nobody is notified", "NotificationConfigurations", "NotificationConfiguration");
    properties.inert("a stage does not run that long", "MaxInstanceLifetime");
    properties.inert("one machine has no zones that fail", "AvailabilityZoneDistribution");
    Launches launches = launches(properties);
    if (launches.template().image().isEmpty()) {
      throw new TemplateException(
          context.address().toString(),
          "launches from " + launches.template().where() + ", which has no ImageId");
    }
    RefreshSettings refreshes =
        new RefreshReader(fleet.world().ground().watched())
            .read(context, launches.template(), launches.version());
    int minimum = properties.integer("MinSize");
    String healthChecks = properties.string("HealthCheckType", "EC2");
    GroupSettings settings;
    try {
      settings =
          new GroupSettings(
              context.address().logicalId(),
              name,
              arn,
              context.environment(),
              launches.template(),
              minimum,
              properties.integer("MaxSize"),
              properties.integer("DesiredCapacity", minimum),
              zones(properties),
              properties.strings("TargetGroupARNs"),
              healthChecks.contains("ELB"),
              Duration.ofSeconds(properties.integer("HealthCheckGracePeriod", 0)),
              launches.spot(),
              properties.bool("CapacityRebalance", false),
              pace(properties),
              refreshes);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(context.address().toString(), String.valueOf(e.getMessage()), e);
    }
    AutoScalingGroup group = fleet.create(settings);
    for (String namespace : List.of("AWS/AutoScaling", "AWS/EC2")) {
      fleet.world().ground().watched().add(namespace, "AutoScalingGroupName", name);
    }
    for (ResourceProperties hook : properties.objects("LifecycleHookSpecificationList")) {
      group.add(FleetTypes.hook(hook));
    }
    for (String targetGroup : settings.targetGroupArns()) {
      group.add(fleet.world().ground().serverGroups().find(targetGroup));
    }
    return Provisioned.running(
            name,
            "%s to %d instances over %d zones%s"
                .formatted(
                    settings.minimum(),
                    settings.maximum(),
                    settings.zones().size(),
                    settings.spot() ? ", Spot" : ""))
        .with("AutoScalingGroupARN", arn);
  }

  private static Pace pace(ResourceProperties properties) {
    Duration cooldown = Duration.ofSeconds(properties.integer("Cooldown", DEFAULT_COOLDOWN));
    int warmup = properties.integer("DefaultInstanceWarmup", -1); // -1 takes the setting back
    return new Pace(cooldown, warmup < 0 ? cooldown : Duration.ofSeconds(warmup));
  }

  private Launches launches(ResourceProperties properties) {
    Optional<ResourceProperties> plain = properties.optionalObject("LaunchTemplate");
    if (plain.isPresent()) {
      LaunchTemplate template = template(plain.get());
      return new Launches(template, plain.get().optionalString("Version"), template.spot());
    }
    ResourceProperties mixed = properties.object("MixedInstancesPolicy");
    ResourceProperties template = mixed.object("LaunchTemplate");
    template.inert(FleetTypes.ONE_MACHINE, "Overrides");
    Optional<ResourceProperties> distribution = mixed.optionalObject("InstancesDistribution");
    boolean spot =
        distribution
            .map(
                shares -> {
                  shares.inert(
                      "nothing is billed on a laptop",
                      "OnDemandAllocationStrategy",
                      "SpotAllocationStrategy",
                      "SpotInstancePools",
                      "SpotMaxPrice");
                  int base = shares.integer("OnDemandBaseCapacity", 0);
                  int percentage = shares.integer("OnDemandPercentageAboveBaseCapacity", 100);
                  if (percentage == 0 && base == 0) {
                    return true;
                  }
                  if (percentage != 100) {
                    throw new TemplateException(
                        shares.where("OnDemandPercentageAboveBaseCapacity"),
                        "mixes Spot and on-demand; the stage has one kind per group");
                  }
                  return false;
                })
            .orElse(false);
    ResourceProperties specification = template.object("LaunchTemplateSpecification");
    return new Launches(template(specification), specification.optionalString("Version"), spot);
  }

  private LaunchTemplate template(ResourceProperties specification) {
    specification.inert("there is one version at a time", "Version");
    String named =
        specification
            .optionalString("LaunchTemplateId")
            .orElseGet(() -> specification.string("LaunchTemplateName"));
    return fleet
        .template(named)
        .orElseThrow(
            () ->
                new TemplateException(
                    specification.where("LaunchTemplateId"),
                    "names the launch template " + named + ", which does not exist"));
  }

  private List<String> zones(ResourceProperties properties) {
    List<String> zones = new ArrayList<>(properties.strings("AvailabilityZones"));
    for (String subnet : properties.strings("VPCZoneIdentifier")) {
      zones.add(
          fleet
              .world()
              .ground()
              .subnets()
              .zone(subnet)
              .orElseThrow(
                  () ->
                      new TemplateException(
                          properties.where("VPCZoneIdentifier"),
                          "names the subnet " + subnet + ", which does not exist")));
    }
    return zones.stream().distinct().toList();
  }
}
