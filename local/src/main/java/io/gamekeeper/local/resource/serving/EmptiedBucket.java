package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;

/**
 * The CDK's custom resource that empties a bucket before CloudFormation deletes it. Its function
 * answers a creation by doing nothing.
 */
final class EmptiedBucket implements ResourceType {
  private final DeletionHandlers handlers;

  EmptiedBucket(DeletionHandlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public String type() {
    return "Custom::S3AutoDeleteObjects";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    handlers.add(properties.string("ServiceToken"));
    String bucket = properties.string("BucketName");
    return Provisioned.nameOnly(
        context.generatedId(""), "empties " + bucket + " when it is deleted: the stage never does");
  }
}
