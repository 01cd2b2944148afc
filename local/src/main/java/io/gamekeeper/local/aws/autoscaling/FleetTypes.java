package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.LifecycleHook.Transition;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig;
import io.gamekeeper.local.aws.autoscaling.machine.Machine;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Launch templates, Auto Scaling groups and what belongs to them. */
final class FleetTypes {
  private static final String ONE_MACHINE = "instances are processes of this machine";
  private static final String FOR_PEOPLE = "a name for people";
  private static final String SPOT = "spot";
  private static final Pattern IMAGE = Pattern.compile("ami-[0-9a-f]{8,17}|resolve:ssm:\\S+");

  /**
   * What launch templates with {@code resolve:ssm:} exclude.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html">Use
   *     AWS Systems Manager parameters instead of AMI IDs, Limitations</a>
   */
  private static final String BY_PARAMETER =
      ", which AWS refuses where the launch template's image is resolve:ssm:…; use a parameter of"
          + " the CloudFormation template";

  /** As many alarms as an instance refresh takes. */
  private static final int MOST_ALARMS = 10;

  private FleetTypes() {}

  static List<ResourceType> all(Fleet fleet) {
    return List.of(
        new InstanceProfile(fleet),
        new Template(fleet),
        new Group(fleet),
        new Pool(fleet),
        new Hook(fleet),
        new Declared(
            "AWS::AutoScaling::ScalingPolicy",
            "scalingPolicy",
            "the stage evaluates no scaling policies; fleet-scale sets the capacity"),
        new Declared(
            "AWS::AutoScaling::ScheduledAction",
            "scheduledUpdateGroupAction",
            "the stage runs no scheduled actions; fleet-scale sets the capacity"));
  }

  private record InstanceProfile(Fleet fleet) implements ResourceType {
    @Override
    public String type() {
      return "AWS::IAM::InstanceProfile";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String name = properties.string("InstanceProfileName", context.generatedName());
      String arn =
          context
              .environment()
              .globalArn("iam", "instance-profile" + properties.string("Path", "/") + name);
      List<String> roles = properties.strings("Roles");
      if (roles.size() != 1) {
        throw new TemplateException(properties.where("Roles"), "does not have exactly one role");
      }
      Role role =
          fleet
              .world()
              .control()
              .roleNamed(roles.getFirst())
              .orElseThrow(
                  () ->
                      new TemplateException(
                          properties.where("Roles"),
                          "names " + roles.getFirst() + ", which does not exist"));
      if (!role.trusts("ec2.amazonaws.com")) {
        throw new TemplateException(
            properties.where("Roles"),
            "has the role " + role.name() + ", which does not trust ec2.amazonaws.com");
      }
      fleet.profile(name, role);
      fleet.profile(arn, role);
      return Provisioned.simulated(name, "evaluated for each call of its instances")
          .with("Arn", arn);
    }
  }

  private record Template(Fleet fleet) implements ResourceType {
    @Override
    public String type() {
      return "AWS::EC2::LaunchTemplate";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String id = context.generatedId("lt");
      String name = properties.string("LaunchTemplateName", context.generatedName());
      properties.inert(FOR_PEOPLE, "TagSpecifications", "VersionDescription");
      ResourceProperties data = properties.object("LaunchTemplateData");
      data.inert(
          ONE_MACHINE,
          "BlockDeviceMappings",
          "CpuOptions",
          "CreditSpecification",
          "EbsOptimized",
          "InstanceInitiatedShutdownBehavior",
          "InstanceRequirements",
          "InstanceType",
          "Monitoring",
          "NetworkInterfaces",
          "Placement",
          "PrivateDnsNameOptions");
      data.inert("the stage answers with tokens only", "MetadataOptions");
      data.inert(FOR_PEOPLE, "TagSpecifications");
      String where = context.address() + " user data";
      CloudConfig config =
          data.optionalString("UserData")
              .map(text -> CloudConfig.parse(where, decoded(data, text)))
              .orElseThrow(() -> new TemplateException(data.where("UserData"), "is missing"));
      Machine.check(where, config);
      Optional<Role> role = data.optionalObject("IamInstanceProfile").map(this::role);
      Optional<String> image = data.optionalString("ImageId");
      image
          .filter(value -> !IMAGE.matcher(value).matches())
          .ifPresent(
              value -> {
                throw new TemplateException(
                    data.where("ImageId"), "is " + value + ", which is no image");
              });
      boolean spot =
          data.optionalObject("InstanceMarketOptions")
              .map(
                  options -> {
                    options.inert("nothing is billed on a laptop", "SpotOptions");
                    return options.string("MarketType", "").equals(SPOT);
                  })
              .orElse(false);
      fleet.world().trusting().accept(context.address().logicalId(), Machine.variables(config));
      fleet.template(
          new LaunchTemplate(
              id,
              name,
              context.address().logicalId(),
              config,
              image,
              data.strings("SecurityGroupIds"),
              role,
              spot,
              context.environment()));
      return Provisioned.running(id, "its user data is carried out by each instance")
          .with("LaunchTemplateId", id)
          .with("LatestVersionNumber", "1")
          .with("DefaultVersionNumber", "1");
    }

    private static String decoded(ResourceProperties data, String base64) {
      try {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new TemplateException(data.where("UserData"), "is no Base64", e);
      }
    }

    private Role role(ResourceProperties profile) {
      String named = profile.optionalString("Arn").orElseGet(() -> profile.string("Name"));
      return fleet
          .profile(named)
          .orElseThrow(
              () -> new TemplateException(profile.where("Arn"), "names no profile: " + named));
    }
  }

  /** What a group launches. */
  private record Launches(LaunchTemplate template, boolean spot) {}

  private record Group(Fleet fleet) implements ResourceType {
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
      properties.inert("metrics come from the servers", "MetricsCollection");
      properties.inert("no policies are evaluated", "Cooldown", "DefaultInstanceWarmup");
      properties.inert("nobody is told", "NotificationConfigurations", "NotificationConfiguration");
      properties.inert("a laptop is not kept on that long", "MaxInstanceLifetime");
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
        throw new TemplateException(
            context.address().toString(), String.valueOf(e.getMessage()), e);
      }
      AutoScalingGroup group = fleet.create(settings);
      for (String namespace : List.of("AWS/AutoScaling", "AWS/EC2")) {
        fleet.world().cloudWatch().add(namespace, "AutoScalingGroupName", name);
      }
      for (ResourceProperties hook : properties.objects("LifecycleHookSpecificationList")) {
        group.add(hook(hook));
      }
      for (String targetGroup : settings.targetGroupArns()) {
        group.add(fleet.world().targets().find(targetGroup));
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
          throw new TemplateException(preferences.get().where(excluded), "is true" + BY_PARAMETER);
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
        if (!fleet.world().cloudWatch().hasAlarm(alarm)) {
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
      template.inert(ONE_MACHINE, "Overrides");
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
                      specification.where("LaunchTemplateId"), "names no template: " + named));
    }

    private List<String> zones(ResourceProperties properties) {
      List<String> zones = new ArrayList<>(properties.strings("AvailabilityZones"));
      for (String subnet : properties.strings("VPCZoneIdentifier")) {
        zones.add(
            fleet
                .world()
                .subnets()
                .zone(subnet)
                .orElseThrow(
                    () ->
                        new TemplateException(
                            properties.where("VPCZoneIdentifier"), "names no subnet: " + subnet)));
      }
      return zones.stream().distinct().toList();
    }
  }

  private static LifecycleHook hook(ResourceProperties properties) {
    properties.inert("nobody is told", "NotificationMetadata", "NotificationTargetARN", "RoleARN");
    String transition = properties.string("LifecycleTransition");
    return new LifecycleHook(
        properties.string("LifecycleHookName"),
        switch (transition) {
          case "autoscaling:EC2_INSTANCE_LAUNCHING" -> Transition.LAUNCHING;
          case "autoscaling:EC2_INSTANCE_TERMINATING" -> Transition.TERMINATING;
          default ->
              throw new TemplateException(
                  properties.where("LifecycleTransition"), "is " + transition);
        },
        Duration.ofSeconds(properties.integer("HeartbeatTimeout", 3600)),
        properties.string("DefaultResult", "ABANDON").equals("CONTINUE"));
  }

  private record Hook(Fleet fleet) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AutoScaling::LifecycleHook";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      LifecycleHook hook = hook(context.properties());
      fleet.group(context.properties().string("AutoScalingGroupName")).add(hook);
      return Provisioned.running(hook.name(), hook.name() + " holds instances");
    }
  }

  private record Pool(Fleet fleet) implements ResourceType {
    @Override
    public String type() {
      return "AWS::AutoScaling::WarmPool";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String state = properties.string("PoolState", "Stopped");
      if (!state.equals("Stopped")) {
        throw new TemplateException(
            properties.where("PoolState"), "is " + state + "; the stage stops its warm instances");
      }
      boolean takesBack =
          properties
              .optionalObject("InstanceReusePolicy")
              .map(policy -> policy.bool("ReuseOnScaleIn", false))
              .orElse(false);
      AutoScalingGroup group = fleet.group(properties.string("AutoScalingGroupName"));
      if (group.settings().template().imageByParameter()) {
        throw new TemplateException(
            properties.where("AutoScalingGroupName"), "is given a warm pool" + BY_PARAMETER);
      }
      int prepared = properties.integer("MaxGroupPreparedCapacity", -1);
      WarmPool pool =
          new WarmPool(
              properties.integer("MinSize", 0),
              prepared < 0 ? OptionalInt.empty() : OptionalInt.of(prepared),
              takesBack);
      group.add(pool);
      int size = pool.size(group.settings().maximum(), group.settings().desired());
      return Provisioned.running(
          group.settings().name() + "-warm-pool",
          size
              + " instances are installed and stopped"
              + (takesBack ? "; those that the group can spare come back" : ""));
    }
  }

  /** What is declared and does nothing on the stage. */
  private record Declared(String type, String prefix, String reason) implements ResourceType {
    @Override
    public Provisioned create(ResourceContext context) {
      String id = context.generatedName();
      String arn = context.environment().arn("autoscaling", prefix + ":" + id);
      context.properties().restInert(reason);
      return Provisioned.nameOnly(arn, reason)
          .with("Arn", arn)
          .with("PolicyName", id)
          .with("ScheduledActionName", id);
    }
  }
}
