package io.gamekeeper.local.resource.serving;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.lambda.InvokePermission;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;

/** Statements of functions' resource policies. */
final class FunctionPermission implements ResourceType {
  private final LambdaService functions;

  FunctionPermission(LambdaService functions) {
    this.functions = functions;
  }

  @Override
  public String type() {
    return "AWS::Lambda::Permission";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String action = properties.string("Action");
    if (!action.equals("lambda:InvokeFunction")) {
      throw new TemplateException(
          properties.where("Action"),
          "is " + action + "; the stage knows lambda:InvokeFunction only");
    }
    properties.inert("everything here belongs to one account", "SourceAccount");
    String principal = properties.string("Principal");
    functions.permit(
        new InvokePermission(
            properties.string("FunctionName"), principal, properties.optionalString("SourceArn")));
    return Provisioned.running(context.generatedName(), principal + " may invoke");
  }
}
