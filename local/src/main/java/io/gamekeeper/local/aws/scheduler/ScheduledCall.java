package io.gamekeeper.local.aws.scheduler;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** The resource type of schedules. */
final class ScheduledCall implements ResourceType {
  private static final int DEFAULT_RETRIES = 185;
  private static final Duration DEFAULT_AGE = Duration.ofDays(1);

  private final Scheduler scheduler;
  private final AccessControl control;
  private final Targets targets;

  ScheduledCall(Scheduler scheduler, AccessControl control, Targets targets) {
    this.scheduler = scheduler;
    this.control = control;
    this.targets = targets;
  }

  @Override
  public String type() {
    return "AWS::Scheduler::Schedule";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("informational only", "Description");
    String name = properties.string("Name", context.generatedName(64));
    String group = properties.string("GroupName", "default");
    String arn = context.environment().arn("scheduler", "schedule/" + group + "/" + name);
    ResourceProperties window = properties.object("FlexibleTimeWindow");
    if (!window.string("Mode").equals("OFF")) {
      window.inert("the stage calls at the window's start", "MaximumWindowInMinutes");
    }
    boolean enabled = properties.string("State", "ENABLED").equals("ENABLED");
    String expression = properties.string("ScheduleExpression");
    ResourceProperties target = properties.object("Target");
    ScheduleConfig config =
        new ScheduleConfig(
            context.address().logicalId(),
            arn,
            expression(properties, expression),
            zone(properties),
            target.string("Arn"),
            target
                .optionalObject("SqsParameters")
                .flatMap(parameters -> parameters.optionalString("MessageGroupId")),
            target.optionalString("Input"),
            target
                .optionalObject("RetryPolicy")
                .map(policy -> policy.integer("MaximumRetryAttempts", DEFAULT_RETRIES))
                .orElse(DEFAULT_RETRIES),
            target
                .optionalObject("RetryPolicy")
                .flatMap(policy -> policy.optionalInteger("MaximumEventAgeInSeconds"))
                .map(Duration::ofSeconds)
                .orElse(DEFAULT_AGE),
            target
                .optionalObject("DeadLetterConfig")
                .flatMap(deadLetters -> deadLetters.optionalString("Arn")));
    String roleArn = target.string("RoleArn");
    RequestContext caller =
        RequestContext.NONE
            .with("aws:SourceAccount", context.environment().account())
            .with(
                "aws:SourceArn", context.environment().arn("scheduler", "schedule-group/" + group));
    context.whenAllCreated(
        () -> {
          check(target, roleArn, caller, config);
          if (enabled) {
            scheduler.start(config);
          }
        });
    return Provisioned.simulated(name, expression + (enabled ? "" : ", disabled")).with("Arn", arn);
  }

  private static ScheduleExpression expression(ResourceProperties properties, String text) {
    try {
      return ScheduleExpression.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(
          properties.where("ScheduleExpression"), "is not understood: " + e.getMessage(), e);
    }
  }

  private static ZoneId zone(ResourceProperties properties) {
    String zone = properties.string("ScheduleExpressionTimezone", "UTC");
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new TemplateException(
          properties.where("ScheduleExpressionTimezone"), "is not a time zone: " + zone, e);
    }
  }

  private void check(
      ResourceProperties properties, String roleArn, RequestContext caller, ScheduleConfig config) {
    ServiceRole role =
        ServiceRole.assumed(
            control, properties.where("RoleArn"), roleArn, Scheduler.PRINCIPAL, caller);
    role.require(
        target(properties, "Arn", config.targetArn(), config.messageGroup()).action(),
        config.targetArn());
    config
        .deadLetterArn()
        .ifPresent(
            queue ->
                role.require(
                    target(properties, "DeadLetterConfig", queue, Optional.empty()).action(),
                    queue));
  }

  private Target target(
      ResourceProperties properties, String property, String arn, Optional<String> group) {
    return targets.declared(properties.where(property), arn, group);
  }
}
