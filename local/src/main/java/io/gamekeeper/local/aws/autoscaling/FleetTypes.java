package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.LifecycleHook.Transition;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** The resource types of the fleet: Auto Scaling groups, and the resources around them. */
final class FleetTypes {
  static final String ONE_MACHINE = "instances are processes of this machine";
  static final String FOR_PEOPLE = "a name for people";

  /**
   * The end of messages about what a launch template with {@code resolve:ssm:} excludes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html">Use
   *     AWS Systems Manager parameters instead of AMI IDs, Limitations</a>
   */
  static final String BY_PARAMETER =
      ", which AWS refuses where the launch template's image is resolve:ssm:…; use a parameter of"
          + " the CloudFormation template";

  private FleetTypes() {}

  static List<ResourceType> all(Fleet fleet) {
    return List.of(
        new LaunchTemplateType(fleet),
        new AutoScalingGroupType(fleet),
        new Pool(fleet),
        new Hook(fleet),
        fleet.policies().resourceType(),
        new Declared(
            "AWS::AutoScaling::ScheduledAction",
            "scheduledUpdateGroupAction",
            "the stage runs no scheduled actions; fleet scale sets the capacity"));
  }

  static LifecycleHook hook(ResourceProperties properties) {
    properties.inert(
        "nobody is notified", "NotificationMetadata", "NotificationTargetARN", "RoleARN");
    String transition = properties.string("LifecycleTransition");
    return new LifecycleHook(
        properties.string("LifecycleHookName"),
        switch (transition) {
          case "autoscaling:EC2_INSTANCE_LAUNCHING" -> Transition.LAUNCHING;
          case "autoscaling:EC2_INSTANCE_TERMINATING" -> Transition.TERMINATING;
          default ->
              throw new TemplateException(
                  properties.where("LifecycleTransition"),
                  "is " + transition + ", which is not a transition");
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
      boolean reuse =
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
      WarmPoolSettings pool =
          new WarmPoolSettings(
              properties.integer("MinSize", 0),
              prepared < 0 ? OptionalInt.empty() : OptionalInt.of(prepared),
              reuse);
      group.add(pool);
      int size = pool.size(group.settings().maximum(), group.settings().desired());
      return Provisioned.running(
          group.settings().name() + "-warm-pool",
          size
              + " instances are installed and stopped"
              + (reuse ? "; instances come back when the group shrinks" : ""));
    }
  }

  /** A type whose resources do nothing on the stage. */
  private record Declared(String type, String prefix, String reason) implements ResourceType {
    @Override
    public Provisioned create(ResourceContext context) {
      String id = context.generatedName();
      String arn = context.environment().arn("autoscaling", prefix + ":" + id);
      context.properties().restInert(reason);
      return Provisioned.nameOnly(arn, reason).with("Arn", arn).with("ScheduledActionName", id);
    }
  }
}
