package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;

/** The resource type of aliases. */
final class FunctionAlias implements ResourceType {
  private final LambdaService functions;

  FunctionAlias(LambdaService functions) {
    this.functions = functions;
  }

  @Override
  public String type() {
    return "AWS::Lambda::Alias";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    context.properties().inert("informational only", "Description");
    String function = context.properties().string("FunctionName");
    String alias = context.properties().string("Name");
    String version = context.properties().string("FunctionVersion");
    functions.alias(function, alias, version);
    String arn = functions.function(function).arn() + ":" + alias;
    return Provisioned.running(arn, alias + " is version " + version).with("AliasArn", arn);
  }
}
