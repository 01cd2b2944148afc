package io.gamekeeper.local.aws.autoscaling;

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
  /** The most alarms that an instance refresh may watch. */
  private static final int MOST_ALARMS = 10;

  /** The template that a group launches from, and whether it takes Spot capacity. */
  private record Launches(LaunchTemplate template, boolean spot) {}

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
    properties.inert("no policies are evaluated", "Cooldown", "DefaultInstanceWarmup");
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
    checkRefresh(context, launches.template());
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
              properties.bool("CapacityRebalance", false));
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

  private void checkRefresh(ResourceContext context, LaunchTemplate template) {
    Optional<ResourceProperties> preferences =
        context
            .updatePolicy()
            .optionalObject("AutoScalingInstanceRefresh")
            .flatMap(refresh -> refresh.optionalObject("Preferences"));
    if (preferences.isEmpty()) {
      return;
    }
    for (String excluded : List.of("SkipMatching", "AutoRollback")) {
      if (template.imageByParameter() && preferences.get().bool(excluded, false)) {
        throw new TemplateException(
            preferences.get().where(excluded), "is true" + FleetTypes.BY_PARAMETER);
      }
    }
    preferences
        .get()
        .optionalObject("AlarmSpecification")
        .ifPresent(
            watched ->
                context.whenAllCreated(
                    () -> checkAlarms(watched.where("Alarms"), watched.strings("Alarms"))));
  }

  private void checkAlarms(String where, List<String> alarms) {
    if (alarms.isEmpty() || alarms.size() > MOST_ALARMS) {
      throw new TemplateException(
          where, "has " + alarms.size() + " alarms; a refresh takes 1 to " + MOST_ALARMS);
    }
    for (String alarm : alarms) {
      if (!fleet.world().ground().watched().hasAlarm(alarm)) {
        throw new TemplateException(
            where, "names the alarm " + alarm + ", which no template declares");
      }
    }
  }

  private Launches launches(ResourceProperties properties) {
    Optional<ResourceProperties> plain = properties.optionalObject("LaunchTemplate");
    if (plain.isPresent()) {
      LaunchTemplate template = template(plain.get());
      return new Launches(template, template.spot());
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
    return new Launches(template(template.object("LaunchTemplateSpecification")), spot);
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
