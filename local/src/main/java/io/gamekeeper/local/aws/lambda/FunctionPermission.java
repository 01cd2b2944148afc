package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;

/** The resource type of permissions: statements of the functions' resource policies. */
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
          "is " + action + "; the stage supports only lambda:InvokeFunction");
    }
    properties.inert("everything here belongs to one account", "SourceAccount");
    String principal = properties.string("Principal");
    functions.permit(
        new InvokePermission(
            properties.string("FunctionName"), principal, properties.optionalString("SourceArn")));
    return Provisioned.running(context.generatedName(), principal + " may invoke");
  }
}
