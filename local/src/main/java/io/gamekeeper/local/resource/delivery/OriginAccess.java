package io.gamekeeper.local.resource.delivery;

import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;

/** Origin access controls: with one, a distribution reads a bucket as CloudFront. */
final class OriginAccess implements ResourceType {
  @Override
  public String type() {
    return "AWS::CloudFront::OriginAccessControl";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties config = context.properties().object("OriginAccessControlConfig");
    config.inert("for people", "Name", "Description");
    config.inert("the stage's S3 engine is asked directly", "SigningBehavior", "SigningProtocol");
    String id = context.generatedId("oac");
    return Provisioned.simulated(
            id,
            "bucket policies are evaluated, for " + config.string("OriginAccessControlOriginType"))
        .with("Id", id);
  }
}
