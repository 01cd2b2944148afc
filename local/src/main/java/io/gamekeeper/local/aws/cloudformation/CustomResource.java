package io.gamekeeper.local.aws.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.target.Functions;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.Map;

/**
 * The custom resources: functions create them while the stage starts. Their types include {@code
 * Custom::…}.
 */
final class CustomResource implements ResourceType {
  private static final int LONGEST_TIMEOUT_SECONDS = 3600;

  private final CustomResources resources;
  private final Functions functions;

  CustomResource(CustomResources resources, Functions functions) {
    this.resources = resources;
    this.functions = functions;
  }

  @Override
  public String type() {
    return Provisioner.CUSTOM_RESOURCE;
  }

  @Override
  public Provisioned create(ResourceContext context) throws FailedException, InterruptedException {
    ResourceProperties properties = context.properties();
    int seconds = properties.integer("ServiceTimeout", LONGEST_TIMEOUT_SECONDS);
    if (seconds < 1 || seconds > LONGEST_TIMEOUT_SECONDS) {
      throw new TemplateException(
          properties.where("ServiceTimeout"), "is " + seconds + " instead of 1 to 3600");
    }
    String function = properties.string("ServiceToken");
    if (functions.repetitions(function) > 0) {
      throw new TemplateException(
          properties.where("ServiceToken"),
          "names "
              + function
              + ", which Lambda would run again while CloudFormation rolls back: it needs an"
              + " AWS::Lambda::EventInvokeConfig with MaximumRetryAttempts 0, and this resource"
              + " must depend on that");
    }
    CustomResources.Created created =
        resources.create(
            new CustomResources.Declared(
                context.address().toString(),
                context.address().logicalId(),
                context.type(),
                context.stackId(),
                function,
                (ObjectNode) texts(properties.all()),
                Duration.ofSeconds(seconds)));
    String summary =
        created
            .request()
            .map(request -> request + " answered by its function")
            .orElse("unchanged since an earlier start");
    Provisioned provisioned = Provisioned.running(created.physicalId(), summary);
    for (Map.Entry<String, String> value : created.data().entrySet()) {
      provisioned = provisioned.with(value.getKey(), value.getValue());
    }
    return provisioned;
  }

  /** Returns a value with texts for numbers and truth values, as CloudFormation passes them. */
  private static JsonNode texts(JsonNode value) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    if (value.isObject()) {
      ObjectNode object = factory.objectNode();
      value.properties().forEach(field -> object.set(field.getKey(), texts(field.getValue())));
      return object;
    }
    if (value.isArray()) {
      ArrayNode array = factory.arrayNode();
      value.forEach(item -> array.add(texts(item)));
      return array;
    }
    return factory.textNode(value.asText());
  }
}
