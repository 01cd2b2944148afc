package io.gamekeeper.local.aws.events;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;

/** The resource type of event buses. */
public record BusType(EventBuses buses) implements ResourceType {
  @Override
  public String type() {
    return "AWS::Events::EventBus";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("informational only", "Description");
    properties.inert("nothing is encrypted on a laptop", "KmsKeyIdentifier");
    properties.inert("the stage's errors say what a rule could not deliver", "LogConfig");
    String name = properties.string("Name");
    return Provisioned.simulated(name, "hands events to its rules")
        .with("Name", name)
        .with("Arn", buses.create(name, context.environment()));
  }
}
