package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;

/**
 * The resource type of origin access controls, by which a distribution reads a bucket as
 * CloudFront.
 */
final class OriginAccess implements ResourceType {
  @Override
  public String type() {
    return "AWS::CloudFront::OriginAccessControl";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties config = context.properties().object("OriginAccessControlConfig");
    config.inert("informational only", "Name", "Description");
    config.inert("the stage's S3 engine is asked directly", "SigningBehavior", "SigningProtocol");
    String id = context.generatedId("oac");
    return Provisioned.simulated(
            id,
            "bucket policies are evaluated, for " + config.string("OriginAccessControlOriginType"))
        .with("Id", id);
  }
}
