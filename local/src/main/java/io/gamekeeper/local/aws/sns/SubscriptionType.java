package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.Optional;

/** Subscriptions of queues and functions to topics. */
record SubscriptionType(Topics topics, Ground ground) implements ResourceType {
  @Override
  public String type() {
    return "AWS::SNS::Subscription";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String topicArn = properties.string("TopicArn");
    Topic topic =
        topics
            .find(topicArn)
            .orElseThrow(
                () ->
                    new TemplateException(
                        properties.where("TopicArn"),
                        "is " + topicArn + ", which no template declares"));
    String arn = topicArn + ":" + context.generatedId("s").substring(3);
    Subscription subscription =
        new Subscription(
            context.address().logicalId(),
            arn,
            protocol(properties),
            properties.string("Endpoint"),
            properties.bool("RawMessageDelivery", false),
            filter(properties),
            properties
                .optionalJson("RedrivePolicy")
                .map(policy -> policy.path("deadLetterTargetArn").asText()));
    if (subscription.raw() && subscription.protocol() != Subscription.Protocol.SQS) {
      throw new TemplateException(
          properties.where("RawMessageDelivery"), "is true, which a function cannot have");
    }
    context.whenAllCreated(
        () -> {
          check(properties, "Endpoint", subscription.endpoint(), topicArn);
          subscription
              .deadLetterArn()
              .ifPresent(queue -> check(properties, "RedrivePolicy", queue, topicArn));
          topic.subscribe(subscription);
        });
    return Provisioned.simulated(arn, topicArn + " to " + subscription.endpoint()).with("Arn", arn);
  }

  private static Subscription.Protocol protocol(ResourceProperties properties) {
    String protocol = properties.string("Protocol");
    return switch (protocol) {
      case "sqs" -> Subscription.Protocol.SQS;
      case "lambda" -> Subscription.Protocol.LAMBDA;
      default ->
          throw new TemplateException(
              properties.where("Protocol"),
              "is " + protocol + "; the stage delivers to sqs and lambda");
    };
  }

  private static Optional<MessageFilter> filter(ResourceProperties properties) {
    boolean onBody =
        properties.string("FilterPolicyScope", "MessageAttributes").equals("MessageBody");
    try {
      return properties
          .optionalJson("FilterPolicy")
          .map(policy -> new MessageFilter(policy, onBody));
    } catch (IllegalArgumentException e) {
      throw new TemplateException(
          properties.where("FilterPolicy"), String.valueOf(e.getMessage()), e);
    }
  }

  private void check(
      ResourceProperties properties, String property, String endpoint, String topicArn) {
    ground.targets().checkOpen(properties.where(property), endpoint, Topic.PRINCIPAL, topicArn);
  }
}
