package io.gamekeeper.local.aws.events;

import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.ServiceRole;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The resource type of rules of event buses, with the targets that they call. */
final class BusRule implements ResourceType {
  /** The properties of a target by which it would not get the event as it is. */
  private static final List<String> NOT_SIMULATED =
      List.of("Input", "InputPath", "InputTransformer");

  private final EventBuses buses;
  private final AccessControl control;
  private final Targets targets;

  BusRule(EventBuses buses, AccessControl control, Targets targets) {
    this.buses = buses;
    this.control = control;
    this.targets = targets;
  }

  @Override
  public String type() {
    return "AWS::Events::Rule";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("informational only", "Description");
    if (properties.has("ScheduleExpression")) {
      throw new TemplateException(
          properties.where("ScheduleExpression"),
          "is set; the stage supports only AWS::Scheduler::Schedule for that");
    }
    String bus = properties.string("EventBusName", EventBuses.DEFAULT);
    if (buses.arn(bus).isEmpty()) {
      throw new TemplateException(
          properties.where("EventBusName"), "is " + bus + ", which no template declares");
    }
    String name = properties.string("Name", context.generatedName(64));
    String arn =
        context
            .environment()
            .arn(
                "events",
                "rule/"
                    + (bus.equals(EventBuses.DEFAULT) ? "" : EventBuses.name(bus) + "/")
                    + name);
    boolean enabled = properties.string("State", "ENABLED").startsWith("ENABLED");
    String pattern = properties.json("EventPattern").toString();
    List<ResourceProperties> described = properties.objects("Targets");
    context.whenAllCreated(
        () -> {
          List<RuleTarget> targets = new ArrayList<>();
          for (ResourceProperties target : described) {
            targets.add(target(target, arn));
          }
          if (enabled) {
            buses.add(bus, new EventRule(context.address().logicalId(), arn, pattern, targets));
          }
        });
    return Provisioned.simulated(
            name, pattern + " to " + described.size() + " targets" + (enabled ? "" : ", disabled"))
        .with("Arn", arn);
  }

  private RuleTarget target(ResourceProperties target, String rule) {
    for (String property : NOT_SIMULATED) {
      if (target.has(property)) {
        throw new TemplateException(
            target.where(property), "is set; the stage sends events unchanged");
      }
    }
    String arn = target.string("Arn");
    Optional<ResourceProperties> policy = target.optionalObject("RetryPolicy");
    Optional<String> deadLetters =
        target.optionalObject("DeadLetterConfig").flatMap(config -> config.optionalString("Arn"));
    Optional<String> group =
        target
            .optionalObject("SqsParameters")
            .flatMap(parameters -> parameters.optionalString("MessageGroupId"));
    deadLetters.ifPresent(
        queue ->
            checkAccess(
                target, "DeadLetterConfig", queue, rule, Optional.empty(), Optional.empty()));
    checkAccess(target, "Arn", arn, rule, target.optionalString("RoleArn"), group);
    return new RuleTarget(
        target.string("Id"),
        arn,
        policy
            .flatMap(retry -> retry.optionalInteger("MaximumRetryAttempts"))
            .orElse(RuleTarget.MOST_RETRIES),
        policy
            .flatMap(retry -> retry.optionalInteger("MaximumEventAgeInSeconds"))
            .map(Duration::ofSeconds)
            .orElse(RuleTarget.LONGEST_AGE),
        group,
        deadLetters);
  }

  /**
   * Checks that a rule may call its target: by the target's role if it names one, by the policy of
   * the called resource otherwise.
   */
  private void checkAccess(
      ResourceProperties properties,
      String property,
      String arn,
      String rule,
      Optional<String> roleArn,
      Optional<String> group) {
    String where = properties.where(property);
    if (roleArn.isEmpty()) {
      targets.checkOpen(where, arn, EventBuses.PRINCIPAL, rule, group);
      return;
    }
    ServiceRole.assumed(
            control,
            properties.where("RoleArn"),
            roleArn.get(),
            EventBuses.PRINCIPAL,
            RequestContext.NONE.with("aws:SourceArn", rule))
        .require(targets.declared(where, arn, group).action(), arn);
  }
}
