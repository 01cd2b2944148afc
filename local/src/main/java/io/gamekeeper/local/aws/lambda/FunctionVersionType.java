package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;

/** The resource type of published versions. */
public final class FunctionVersionType implements ResourceType {
  private final LambdaService functions;

  FunctionVersionType(LambdaService functions) {
    this.functions = functions;
  }

  @Override
  public String type() {
    return "AWS::Lambda::Version";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    context.properties().inert("informational only", "Description");
    context.properties().inert("a check of the upload", "CodeSha256");
    String function = context.properties().string("FunctionName");
    String number = functions.publish(function);
    String arn = functions.function(function).arn() + ":" + number;
    return Provisioned.running(arn, "version " + number)
        .with("Version", number)
        .with("FunctionArn", arn);
  }
}
