package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.aws.autoscaling.scaling.ScalingPolicy.PolicyName;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The type of scaling policies: reads one and refuses what AWS refuses.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-scalingpolicy.html">AWS::AutoScaling::ScalingPolicy</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html">PutScalingPolicy</a>
 */
record ScalingPolicyType(Policies policies) implements ResourceType {
  private static final String NO_FORECASTS =
      "the stage makes no forecasts, which take a day of data; other policies and fleet scale set"
          + " the capacity";

  /** "Quotas for Auto Scaling resources and groups": policies per group. */
  private static final int MOST_POLICIES = 50;

  /** The kinds of policies. */
  private enum Kind {
    SIMPLE("SimpleScaling"),
    STEP("StepScaling"),
    TARGET_TRACKING("TargetTrackingScaling"),
    PREDICTIVE("PredictiveScaling");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Returns the properties that not all kinds have. */
    Set<String> own() {
      return switch (this) {
        case SIMPLE ->
            Set.of("AdjustmentType", "Cooldown", "MinAdjustmentMagnitude", "ScalingAdjustment");
        case STEP ->
            Set.of(
                "AdjustmentType",
                "EstimatedInstanceWarmup",
                "MetricAggregationType",
                "MinAdjustmentMagnitude",
                "StepAdjustments");
        case TARGET_TRACKING -> Set.of("EstimatedInstanceWarmup", "TargetTrackingConfiguration");
        case PREDICTIVE -> Set.of("PredictiveScalingConfiguration");
      };
    }
  }

  @Override
  public String type() {
    return "AWS::AutoScaling::ScalingPolicy";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    Kind kind = kind(properties);
    checkMembers(properties, kind);
    String groupName = properties.string("AutoScalingGroupName");
    ScalableGroup group =
        policies
            .group(groupName)
            .orElseThrow(
                () ->
                    new TemplateException(
                        properties.where("AutoScalingGroupName"),
                        "names the group " + groupName + ", which does not exist"));
    PolicyName id = name(context, groupName);
    if (kind == Kind.PREDICTIVE) {
      properties.object("PredictiveScalingConfiguration").restInert(NO_FORECASTS);
      return Provisioned.nameOnly(id.arn(), NO_FORECASTS)
          .with("Arn", id.arn())
          .with("PolicyName", id.name());
    }
    ScalingPolicy policy;
    synchronized (policies) { // resources are created side by side
      policy = added(context, kind, id, group);
    }
    return Provisioned.simulated(id.arn(), summary(policy))
        .with("Arn", id.arn())
        .with("PolicyName", id.name());
  }

  private ScalingPolicy added(
      ResourceContext context, Kind kind, PolicyName id, ScalableGroup group) {
    ResourceProperties properties = context.properties();
    ScalingPolicy policy =
        switch (kind) {
          case SIMPLE -> simple(properties, id, group);
          case STEP -> step(properties, id, group);
          case TARGET_TRACKING, PREDICTIVE -> tracking(context, id, group);
        };
    if (policies.of(group).policies().size() == MOST_POLICIES) {
      throw new TemplateException(
          properties.where("AutoScalingGroupName"),
          "names the group %s, which has %d policies already".formatted(id.group(), MOST_POLICIES));
    }
    policies.add(group, policy);
    return policy;
  }

  private static Kind kind(ResourceProperties properties) {
    String label = properties.string("PolicyType", Kind.SIMPLE.label);
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new TemplateException(
                    properties.where("PolicyType"),
                    "is %s; it is one of %s"
                        .formatted(
                            label, Arrays.stream(Kind.values()).map(kind -> kind.label).toList())));
  }

  private static void checkMembers(ResourceProperties properties, Kind kind) {
    Set<String> all = new TreeSet<>();
    Arrays.stream(Kind.values()).forEach(any -> all.addAll(any.own()));
    for (String member : all) {
      if (!kind.own().contains(member) && properties.has(member)) {
        throw new TemplateException(
            properties.where(member), "does not belong to a policy of the type " + kind.label);
      }
    }
  }

  private static PolicyName name(ResourceContext context, String group) {
    String name = context.generatedName();
    UUID uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    String arn =
        context
            .environment()
            .arn(
                "autoscaling",
                "scalingPolicy:%s:autoScalingGroupName/%s:policyName/%s"
                    .formatted(uuid, group, name));
    return new PolicyName(name, arn, group);
  }

  // ---------------------------------------------------------------- step and simple scaling

  private static SimplePolicy simple(
      ResourceProperties properties, PolicyName id, ScalableGroup group) {
    Adjustment adjustment = adjustment(properties);
    int amount = amount(properties, "ScalingAdjustment", adjustment);
    return new SimplePolicy(
        id, adjustment, amount, seconds(properties, "Cooldown").orElseGet(group::cooldown));
  }

  private static StepPolicy step(
      ResourceProperties properties, PolicyName id, ScalableGroup group) {
    Adjustment adjustment = adjustment(properties);
    List<Step> steps =
        properties.objects("StepAdjustments").stream()
            .map(
                step ->
                    new Step(
                        Numbers.optional(step, "MetricIntervalLowerBound")
                            .orElse(Double.NEGATIVE_INFINITY),
                        Numbers.optional(step, "MetricIntervalUpperBound")
                            .orElse(Double.POSITIVE_INFINITY),
                        amount(step, "ScalingAdjustment", adjustment)))
            .toList();
    Step.problem(steps)
        .ifPresent(
            problem -> {
              throw new TemplateException(properties.where("StepAdjustments"), problem);
            });
    return new StepPolicy(
        id, adjustment, aggregation(properties), steps, warmup(properties, group));
  }

  private static Adjustment adjustment(ResourceProperties properties) {
    String label = properties.string("AdjustmentType");
    Adjustment.Type type =
        Adjustment.Type.of(label)
            .orElseThrow(
                () ->
                    new TemplateException(
                        properties.where("AdjustmentType"),
                        "is " + label + ", which is not an adjustment type"));
    Optional<Integer> magnitude = properties.optionalInteger("MinAdjustmentMagnitude");
    if (magnitude.isPresent() && type != Adjustment.Type.PERCENT) {
      throw new TemplateException(
          properties.where("MinAdjustmentMagnitude"),
          "belongs to PercentChangeInCapacity, not to " + label);
    }
    if (magnitude.filter(least -> least < 1).isPresent()) {
      throw new TemplateException(
          properties.where("MinAdjustmentMagnitude"),
          "is " + magnitude.get() + " instead of 1 or more");
    }
    return new Adjustment(type, magnitude.orElse(0));
  }

  private static int amount(ResourceProperties properties, String name, Adjustment adjustment) {
    int amount = properties.integer(name);
    if (amount < 0 && adjustment.type() == Adjustment.Type.EXACT) {
      throw new TemplateException(
          properties.where(name), "is " + amount + ", which is not a capacity");
    }
    return amount;
  }

  private static AlarmCall.Aggregation aggregation(ResourceProperties properties) {
    String label =
        properties.string("MetricAggregationType", AlarmCall.Aggregation.AVERAGE.label());
    return Arrays.stream(AlarmCall.Aggregation.values())
        .filter(aggregation -> aggregation.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new TemplateException(
                    properties.where("MetricAggregationType"),
                    "is " + label + " instead of Average, Minimum or Maximum"));
  }

  private static Duration warmup(ResourceProperties properties, ScalableGroup group) {
    return seconds(properties, "EstimatedInstanceWarmup").orElseGet(group::warmup);
  }

  private static Optional<Duration> seconds(ResourceProperties properties, String name) {
    return properties
        .optionalInteger(name)
        .map(
            seconds -> {
              if (seconds < 0) {
                throw new TemplateException(
                    properties.where(name), "is " + seconds + ", which is not a time in seconds");
              }
              return Duration.ofSeconds(seconds);
            });
  }

  // ---------------------------------------------------------------- target tracking

  private TargetTracking tracking(ResourceContext context, PolicyName id, ScalableGroup group) {
    ResourceProperties properties = context.properties();
    ResourceProperties tracking = properties.object("TargetTrackingConfiguration");
    TrackedMetrics.Found found = TrackedMetrics.read(tracking, id.group());
    boolean tracked =
        policies.of(group).policies().stream()
            .filter(TargetTracking.class::isInstance)
            .map(policy -> ((TargetTracking) policy).metric())
            .anyMatch(found.metric()::equals);
    if (tracked) {
      throw new TemplateException(
          found.where(), "is tracked by another policy of " + id.group() + " already");
    }
    TargetTracking policy =
        new TargetTracking(
            id,
            found.metric(),
            TrackedMetrics.target(tracking),
            !tracking.bool("DisableScaleIn", false),
            warmup(properties, group));
    context.whenAllCreated(
        () -> {
          policies
              .ground()
              .watched()
              .problem(policy.metric().name().namespace(), policy.metric().name().dimensions())
              .ifPresent(
                  problem -> {
                    throw new TemplateException(found.where(), problem);
                  });
          policies.makeAlarms(policy);
        });
    return policy;
  }

  private static String summary(ScalingPolicy policy) {
    String group = policy.id().group();
    return switch (policy) {
      case SimplePolicy _ -> "alarms change the capacity of " + group;
      case StepPolicy step ->
          "alarms change the capacity of %s by %d steps".formatted(group, step.steps().size());
      case TargetTracking tracking ->
          "keeps %s of %s at %s by alarms of its own"
              .formatted(tracking.metric().name().name(), group, tracking.target());
    };
  }
}
