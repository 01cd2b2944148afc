package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;

/** The resource type of CloudFront's functions: JavaScript, which the stage does not run. */
final class EdgeFunction implements ResourceType {
  @Override
  public String type() {
    return "AWS::CloudFront::Function";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    String name = context.properties().string("Name", context.generatedName(64));
    String arn = context.environment().globalArn("cloudfront", "function/" + name);
    context.properties().restInert("behaviours with a function answer 503 on the stage");
    return Provisioned.nameOnly(arn, "the stage does not run JavaScript")
        .with("FunctionARN", arn)
        .with("FunctionMetadata.FunctionARN", arn);
  }
}
