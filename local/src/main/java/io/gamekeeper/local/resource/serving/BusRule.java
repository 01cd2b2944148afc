package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.StageException;
import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.event.DeliveryException;
import io.gamekeeper.local.event.EventBuses;
import io.gamekeeper.local.event.EventRule;
import io.gamekeeper.local.event.RuleTarget;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.lambda.Caller;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.messaging.MessageQueue;
import io.gamekeeper.local.messaging.OutgoingMessage;
import io.gamekeeper.local.messaging.Queues;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules of event buses, with queues and functions as targets. */
final class BusRule implements ResourceType {
  private static final String PRINCIPAL = "events.amazonaws.com";

  /** What a target could ask for beyond getting the event as it is. */
  private static final List<String> NOT_SIMULATED =
      List.of("Input", "InputPath", "InputTransformer", "SqsParameters");

  private final EventBuses buses;
  private final LambdaService functions;
  private final AccessControl control;
  private final Queues queues;

  BusRule(EventBuses buses, LambdaService functions, AccessControl control, Queues queues) {
    this.buses = buses;
    this.functions = functions;
    this.control = control;
    this.queues = queues;
  }

  @Override
  public String type() {
    return "AWS::Events::Rule";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("for people", "Description");
    if (properties.has("ScheduleExpression")) {
      throw new TemplateException(
          properties.where("ScheduleExpression"),
          "is there; the stage runs AWS::Scheduler::Schedule instead");
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
            target.where(property), "is there; the stage sends events as they are");
      }
    }
    String arn = target.string("Arn");
    Optional<ResourceProperties> policy = target.optionalObject("RetryPolicy");
    Optional<String> deadLetters =
        target.optionalObject("DeadLetterConfig").flatMap(config -> config.optionalString("Arn"));
    deadLetters.ifPresent(
        queue -> checkSending(target, "DeadLetterConfig", queue, rule, Optional.empty()));
    return new RuleTarget(
        target.string("Id"),
        arn,
        delivery(target, arn, rule),
        policy
            .flatMap(retry -> retry.optionalInteger("MaximumRetryAttempts"))
            .orElse(RuleTarget.MOST_RETRIES),
        policy
            .flatMap(retry -> retry.optionalInteger("MaximumEventAgeInSeconds"))
            .map(Duration::ofSeconds)
            .orElse(RuleTarget.LONGEST_AGE),
        deadLetters);
  }

  private RuleTarget.Delivery delivery(ResourceProperties target, String arn, String rule) {
    Optional<String> role = target.optionalString("RoleArn");
    return switch (arn.split(":", -1)[2]) {
      case "sqs" -> {
        checkSending(target, "Arn", arn, rule, role);
        MessageQueue queue = queues.require(arn);
        yield (event, trace) ->
            queue.send(new OutgoingMessage(event, Map.of(), trace, Optional.empty(), PRINCIPAL));
      }
      case "lambda" -> {
        functions.function(arn); // refuses a function that no template declares
        functions
            .refusal(arn, new Caller.Service(PRINCIPAL, rule))
            .ifPresent(
                refusal -> {
                  throw new TemplateException(target.where("Arn"), "is refused: " + refusal);
                });
        yield (event, trace) -> invoke(arn, event);
      }
      default ->
          throw new TemplateException(
              target.where("Arn"), "is " + arn + "; the stage's rules reach SQS and Lambda");
    };
  }

  private void invoke(String function, String event) throws DeliveryException {
    try {
      functions.invokeLater(function, event.getBytes(StandardCharsets.UTF_8));
    } catch (StageException e) {
      throw new DeliveryException("NO_RESOURCE", String.valueOf(e.getMessage()), e);
    }
  }

  /** By the role if the target names one, by the queue's own policy otherwise. */
  private void checkSending(
      ResourceProperties target,
      String property,
      String queue,
      String rule,
      Optional<String> roleArn) {
    if (queues.find(queue).isEmpty()) {
      throw new TemplateException(
          target.where(property), "names the queue " + queue + ", which no template declares");
    }
    if (roleArn.isEmpty()) {
      if (!queues.allowsSending(queue, PRINCIPAL, rule)) {
        throw new TemplateException(
            target.where(property),
            "names the queue "
                + queue
                + ", but no AWS::SQS::QueuePolicy lets "
                + PRINCIPAL
                + " send to it for "
                + rule);
      }
      return;
    }
    Optional<Role> role = control.role(roleArn.get());
    RequestContext caller = RequestContext.NONE.with("aws:SourceArn", rule);
    if (role.isEmpty() || !role.get().trusts(PRINCIPAL, caller)) {
      throw new TemplateException(
          target.where("RoleArn"), "is no role that " + PRINCIPAL + " may assume");
    }
    if (!role.get().decide("sqs:SendMessage", queue, RequestContext.NONE).allowed()) {
      throw new TemplateException(
          target.where("RoleArn"),
          "is the role " + role.get().name() + ", which may not sqs:SendMessage on " + queue);
    }
  }
}
