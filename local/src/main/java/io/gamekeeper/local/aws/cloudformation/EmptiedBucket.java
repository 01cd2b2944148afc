package io.gamekeeper.local.aws.cloudformation;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import java.util.function.Consumer;

/**
 * The CDK's custom resource that empties a bucket before CloudFormation deletes it. Its function
 * does nothing at the creation.
 */
final class EmptiedBucket implements ResourceType {
  private final Consumer<String> handlers;

  EmptiedBucket(Consumer<String> handlers) {
    this.handlers = handlers;
  }

  @Override
  public String type() {
    return "Custom::S3AutoDeleteObjects";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    handlers.accept(properties.string("ServiceToken"));
    String bucket = properties.string("BucketName");
    return Provisioned.nameOnly(
        context.generatedId(""),
        "empties " + bucket + " when it is deleted, which the stage never does");
  }
}
