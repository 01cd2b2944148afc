package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.messaging.Destinations;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import io.gamekeeper.local.schedule.ScheduleConfig;
import io.gamekeeper.local.schedule.ScheduleExpression;
import io.gamekeeper.local.schedule.Scheduler;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Schedules that call functions. */
final class ScheduledCall implements ResourceType {
  private static final int DEFAULT_RETRIES = 185;
  private static final Duration DEFAULT_AGE = Duration.ofDays(1);

  private final Scheduler scheduler;
  private final AccessControl control;
  private final Destinations destinations;

  ScheduledCall(Scheduler scheduler, AccessControl control, Destinations destinations) {
    this.scheduler = scheduler;
    this.control = control;
    this.destinations = destinations;
  }

  @Override
  public String type() {
    return "AWS::Scheduler::Schedule";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("for people", "Description");
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
          properties.where("ScheduleExpressionTimezone"), "is no time zone: " + zone, e);
    }
  }

  private void check(
      ResourceProperties target, String roleArn, RequestContext caller, ScheduleConfig config) {
    Optional<Role> role = control.role(roleArn);
    if (role.isEmpty() || !role.get().trusts("scheduler.amazonaws.com", caller)) {
      throw new TemplateException(
          target.where("RoleArn"), "is no role that scheduler.amazonaws.com may assume");
    }
    require(target, role.get(), "lambda:InvokeFunction", config.targetArn());
    config
        .deadLetterArn()
        .ifPresent(
            queue -> {
              if (destinations.queues().find(queue).isEmpty()) {
                throw new TemplateException(
                    target.where("DeadLetterConfig"),
                    "names " + queue + ", which no template declares");
              }
              require(target, role.get(), "sqs:SendMessage", queue);
            });
  }

  private static void require(
      ResourceProperties target, Role role, String action, String resource) {
    if (!role.decide(action, resource, RequestContext.NONE).allowed()) {
      throw new TemplateException(
          target.where("RoleArn"),
          "is the role " + role.name() + ", which may not " + action + " on " + resource);
    }
  }
}
