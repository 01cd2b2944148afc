package io.gamekeeper.local.aws.ssm;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;
import java.util.regex.Pattern;

/** The resource type of parameters. */
record ParameterType(Parameters parameters) implements ResourceType {
  @Override
  public String type() {
    return "AWS::SSM::Parameter";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    properties.inert("informational only", "Description");
    properties.inert("the stage has one tier", "Tier", "DataType", "Policies");
    String type = properties.string("Type");
    if (!List.of("String", "StringList").contains(type)) {
      throw new TemplateException(
          properties.where("Type"), "is " + type + ", which CloudFormation does not create");
    }
    String name = properties.string("Name", context.generatedName());
    String value = properties.string("Value");
    try {
      parameters.create(
          name,
          value,
          type,
          properties.optionalString("AllowedPattern").map(Pattern::compile),
          context.environment());
    } catch (IllegalArgumentException e) {
      throw new TemplateException(properties.where("Value"), String.valueOf(e.getMessage()), e);
    }
    return Provisioned.simulated(name, name).with("Type", type).with("Value", value);
  }
}
