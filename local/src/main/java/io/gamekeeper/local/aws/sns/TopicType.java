package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;

/** Topics. */
record TopicType(Topics topics) implements ResourceType {
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
    topics.create(arn);
    return Provisioned.simulated(arn, "hands notifications to its subscriptions")
        .with("TopicArn", arn)
        .with("TopicName", name);
  }
}
