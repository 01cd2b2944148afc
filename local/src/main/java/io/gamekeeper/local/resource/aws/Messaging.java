package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.messaging.MessageStore;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.util.List;

/** Queues, topics and event buses. */
final class Messaging {
  private Messaging() {}

  static List<ResourceType> all(MessageStore messages) {
    return List.of(new Queue(messages), new Topic(messages), new EventBus());
  }

  private record Queue(MessageStore messages) implements ResourceType {
    @Override
    public String type() {
      return "AWS::SQS::Queue";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert(
          "nothing is encrypted on a laptop", "SqsManagedSseEnabled", "KmsMasterKeyId");
      properties.inert("messages end with the stage", "MessageRetentionPeriod");
      String name = properties.string("QueueName", context.generatedName());
      String arn = context.environment().arn("sqs", name);
      messages.create(arn);
      String url =
          "https://sqs."
              + context.environment().region()
              + ".amazonaws.com/"
              + context.environment().account()
              + "/"
              + name;
      return Provisioned.simulated(url, "queue in memory")
          .with("Arn", arn)
          .with("QueueName", name)
          .with("QueueUrl", url);
    }
  }

  private record Topic(MessageStore messages) implements ResourceType {
    @Override
    public String type() {
      return "AWS::SNS::Topic";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("nothing is encrypted on a laptop", "KmsMasterKeyId");
      properties.inert("a name for people", "DisplayName");
      String name = properties.string("TopicName", context.generatedName());
      String arn = context.environment().arn("sns", name);
      messages.create(arn);
      return Provisioned.simulated(arn, "keeps what is published in memory")
          .with("TopicArn", arn)
          .with("TopicName", name);
    }
  }

  private record EventBus() implements ResourceType {
    @Override
    public String type() {
      return "AWS::Events::EventBus";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("a note for people", "Description");
      String name = properties.string("Name");
      return Provisioned.nameOnly(name, "no function publishes events")
          .with("Name", name)
          .with("Arn", context.environment().arn("events", "event-bus/" + name));
    }
  }
}
