package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;

/** Policies of topics: which services may publish. */
record TopicPolicyType(Topics topics) implements ResourceType {
  @Override
  public String type() {
    return "AWS::SNS::TopicPolicy";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    Policy policy =
        Policy.parse(properties.where("PolicyDocument"), properties.json("PolicyDocument"));
    for (String topic : properties.strings("Topics")) {
      if (topics.find(topic).isEmpty()) {
        throw new TemplateException(
            properties.where("Topics"), "names " + topic + ", which no template declares");
      }
      topics.permit(topic, policy);
    }
    return Provisioned.simulated(
            context.generatedName(),
            "decides which services publish; functions are held to their roles")
        .with("Id", context.generatedName());
  }
}
