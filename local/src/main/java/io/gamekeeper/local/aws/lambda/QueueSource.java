package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.aws.sqs.MessageQueue;
import io.gamekeeper.local.aws.sqs.Queues;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.iam.Role;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;

/** The resource type of event source mappings of queues. */
final class QueueSource implements ResourceType {
  private static final String PARTIAL_FAILURES = "ReportBatchItemFailures";
  private static final List<String> ACTIONS =
      List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

  private final QueuePollers pollers;
  private final LambdaService functions;
  private final AccessControl control;
  private final Queues queues;

  QueueSource(QueuePollers pollers, LambdaService functions, AccessControl control, Queues queues) {
    this.pollers = pollers;
    this.functions = functions;
    this.control = control;
    this.queues = queues;
  }

  @Override
  public String type() {
    return "AWS::Lambda::EventSourceMapping";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String source = properties.string("EventSourceArn");
    MessageQueue queue =
        queues
            .find(source)
            .orElseThrow(
                () ->
                    new TemplateException(
                        properties.where("EventSourceArn"),
                        "is " + source + "; the stage reads only queues of the templates"));
    if (properties.has("FilterCriteria")) {
      throw new TemplateException(
          properties.where("FilterCriteria"), "is set; the stage does not filter messages");
    }
    properties.inert("no such metric on a laptop", "MetricsConfig");
    String called = properties.string("FunctionName");
    FunctionConfig function = functions.function(called);
    QueueMapping mapping =
        new QueueMapping(
            context.address().logicalId(),
            queue,
            functions.qualifiedArn(called),
            properties.integer("BatchSize", QueueMapping.DEFAULT_BATCH_SIZE),
            Duration.ofSeconds(properties.integer("MaximumBatchingWindowInSeconds", 0)),
            properties.strings("FunctionResponseTypes").contains(PARTIAL_FAILURES),
            properties
                .optionalObject("ScalingConfig")
                .flatMap(scaling -> scaling.optionalInteger("MaximumConcurrency"))
                .orElse(QueueMapping.DEFAULT_CONCURRENCY));
    checkTime(properties, queue, function);
    boolean enabled = properties.bool("Enabled", true);
    context.whenAllCreated(
        () -> {
          checkRole(properties, queue, function);
          if (enabled) {
            pollers.start(mapping);
          }
        });
    return Provisioned.running(
            context.generatedId("esm"),
            queue.settings().name()
                + ", up to "
                + mapping.batchSize()
                + " at a time"
                + (enabled ? "" : ", disabled"))
        .with("Id", context.generatedId("esm"))
        .with(
            "EventSourceMappingArn",
            context
                .environment()
                .arn("lambda", "event-source-mapping:" + context.generatedId("esm")));
  }

  /**
   * Checks the visibility time-out: Lambda refuses a queue that would show a message again while a
   * function works on it.
   */
  private static void checkTime(
      ResourceProperties properties, MessageQueue queue, FunctionConfig function) {
    Duration visibility = queue.settings().visibilityTimeout();
    if (visibility.compareTo(function.timeout()) < 0) {
      throw new TemplateException(
          properties.where("EventSourceArn"),
          "is %s, whose visibility time-out of %d s is shorter than the %d s that %s may run"
              .formatted(
                  queue.settings().arn(),
                  visibility.toSeconds(),
                  function.timeout().toSeconds(),
                  function.logicalId()));
    }
  }

  private void checkRole(
      ResourceProperties properties, MessageQueue queue, FunctionConfig function) {
    Role role = control.role(function.roleArn()).orElseThrow();
    for (String action : ACTIONS) {
      if (!role.decide(action, queue.settings().arn(), RequestContext.NONE).allowed()) {
        throw new TemplateException(
            properties.where("FunctionName"),
            "is %s, whose role %s may not %s on %s"
                .formatted(function.logicalId(), role.name(), action, queue.settings().arn()));
      }
    }
  }
}
