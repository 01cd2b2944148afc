package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates CloudFormation's intrinsic functions over the templates of one assembly. Every error
 * names the place in the template and what the place refers to.
 *
 * <p>Dynamic references, which CloudFormation replaces later, stay in the text: those to secrets
 * are replaced when a resource is created ({@link DynamicReferences}), {@code {{resolve:ssm:…}}} is
 * not simulated.
 */
public final class Resolver {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final String BY_PARAMETER = "AWS::SSM::Parameter::Value<";
  private static final String IMAGE_ID = "AWS::EC2::Image::Id";

  private final ReferenceSource references;
  private final Exports exports;
  private final Conditions conditions = new Conditions(this);

  /**
   * Creates a resolver.
   *
   * @param references answers for resources; asked only when a value is resolved
   */
  public Resolver(Collection<Template> templates, ReferenceSource references) {
    this.references = references;
    this.exports = new Exports(templates, this);
  }

  /**
   * Returns the value without intrinsic functions. Numbers and booleans stay what they are; {@code
   * AWS::NoValue} gives a missing node, and disappears from objects and lists.
   *
   * @param where the place of the value, for messages
   * @throws TemplateException if something in it cannot be resolved
   */
  public JsonNode resolve(Template template, String where, JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        @Nullable String function = functionName(object);
        yield function == null
            ? resolveFields(template, where, object)
            : call(template, where, function, object.path(function));
      }
      case ArrayNode array -> resolveItems(template, where, array);
      default -> value;
    };
  }

  private JsonNode resolveFields(Template template, String where, ObjectNode object) {
    ObjectNode resolved = NODES.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = resolve(template, where + "." + field.getKey(), field.getValue());
      if (!value.isMissingNode()) {
        resolved.set(field.getKey(), value);
      }
    }
    return resolved;
  }

  private ArrayNode resolveItems(Template template, String where, JsonNode array) {
    ArrayNode resolved = NODES.arrayNode();
    for (int i = 0; i < array.size(); i++) {
      JsonNode value = resolve(template, where + "[" + i + "]", array.path(i));
      if (!value.isMissingNode()) {
        resolved.add(value);
      }
    }
    return resolved;
  }

  /** Returns the intrinsic function that this object calls, or null if it is a plain object. */
  static @Nullable String functionName(ObjectNode object) {
    if (object.size() != 1) {
      return null;
    }
    String key = object.fieldNames().next();
    return key.equals("Ref") || key.equals("Condition") || key.startsWith("Fn::") ? key : null;
  }

  private JsonNode call(Template template, String where, String function, JsonNode argument) {
    return switch (function) {
      case "Ref" -> ref(template, where, text(template, where, argument));
      case "Fn::GetAtt" -> getAtt(template, where, argument);
      case "Fn::Sub" -> TextNode.valueOf(substitute(template, where, argument));
      case "Fn::Join" ->
          TextNode.valueOf(
              String.join(
                  text(template, where, argument.path(0)),
                  texts(template, where, argument.path(1))));
      case "Fn::Select" -> select(template, where, argument);
      case "Fn::Split" -> split(template, where, argument);
      case "Fn::If" -> resolve(template, where, conditions.chosen(template, where, argument));
      case "Fn::ImportValue" ->
          exports.find(template, where, text(template, where, argument)).resolve(this);
      case "Fn::FindInMap" -> findInMap(template, where, argument);
      case "Fn::Base64" ->
          TextNode.valueOf(
              Base64.getEncoder()
                  .encodeToString(
                      text(template, where, argument).getBytes(StandardCharsets.UTF_8)));
      case "Fn::GetAZs" -> {
        ArrayNode zones = NODES.arrayNode();
        template.environment().availabilityZones().forEach(zones::add);
        yield zones;
      }
      case "Fn::Cidr" ->
          cidr(
              text(template, where, argument.path(0)),
              Integer.parseInt(text(template, where, argument.path(1))),
              Integer.parseInt(text(template, where, argument.path(2))));
      // A statement of a policy or an object of a rule may have the single key "Condition".
      case "Condition" -> {
        ObjectNode plain = NODES.objectNode();
        plain.set(function, resolve(template, where + "." + function, argument));
        yield plain;
      }
      default ->
          throw new TemplateException(where, "uses " + function + ", which is not simulated");
    };
  }

  private JsonNode ref(Template template, String where, String target) {
    return switch (target) {
      case "AWS::AccountId" -> TextNode.valueOf(template.environment().account());
      case "AWS::Region" -> TextNode.valueOf(template.environment().region());
      case "AWS::Partition" -> TextNode.valueOf("aws");
      case "AWS::URLSuffix" -> TextNode.valueOf("amazonaws.com");
      case "AWS::StackName" -> TextNode.valueOf(template.stackName());
      case "AWS::StackId" -> TextNode.valueOf(template.stackId());
      case "AWS::NoValue" -> MissingNode.getInstance();
      default -> TextNode.valueOf(named(template, where, target));
    };
  }

  private String named(Template template, String where, String target) {
    @Nullable JsonNode parameter = template.parameter(target);
    if (parameter != null) {
      return parameterValue(where, target, parameter);
    }
    try {
      return references.ref(template.target(where, target));
    } catch (UnknownReferenceException e) {
      throw new TemplateException(where, "refers to " + target + ", " + e.getMessage(), e);
    }
  }

  private static String parameterValue(String where, String name, JsonNode parameter) {
    @Nullable String value = parameter.path("Default").asText(null);
    if (value == null) {
      throw new TemplateException(
          where, "refers to parameter " + name + ", which has no default value");
    }
    String type = parameter.path("Type").asText();
    boolean byParameter = type.startsWith(BY_PARAMETER);
    String held =
        byParameter
            ? PublicParameters.value(value)
                .orElseThrow(
                    () ->
                        new TemplateException(
                            where,
                            "refers to SSM parameter " + value + ", which the stage does not have"))
            : value;
    if (type.contains(IMAGE_ID) && !held.matches("ami-[0-9a-f]{8,17}")) {
      throw new TemplateException(
          where,
          "refers to parameter " + name + ", whose value " + held + " is not the id of an image");
    }
    return held;
  }

  private JsonNode getAtt(Template template, String where, JsonNode argument) {
    return getAtt(
        template,
        where,
        argument.isTextual()
            ? AttributeName.of(where, argument.textValue())
            : new AttributeName(
                argument.path(0).asText(), text(template, where, argument.path(1))));
  }

  private JsonNode getAtt(Template template, String where, AttributeName attribute) {
    ResourceAddress address = template.target(where, attribute.logicalId());
    try {
      return TextNode.valueOf(references.attribute(address, attribute.name()));
    } catch (UnknownReferenceException e) {
      throw new TemplateException(
          where,
          "refers to " + attribute.logicalId() + "." + attribute.name() + ", " + e.getMessage(),
          e);
    }
  }

  private String substitute(Template template, String where, JsonNode argument) {
    Substitution substitution = Substitution.of(argument);
    return substitution.replace(
        variable -> {
          if (substitution.variables().has(variable)) {
            return text(template, where, substitution.variables().path(variable));
          }
          return (variable.contains(".")
                  ? getAtt(template, where, AttributeName.of(where, variable))
                  : ref(template, where, variable))
              .asText();
        });
  }

  private JsonNode select(Template template, String where, JsonNode argument) {
    int index = Integer.parseInt(text(template, where, argument.path(0)));
    JsonNode list = resolve(template, where, argument.path(1));
    if (!list.isArray() || !list.has(index)) {
      throw new TemplateException(
          where, "selects item " + index + " of a list of " + list.size() + " items");
    }
    return list.path(index);
  }

  private JsonNode split(Template template, String where, JsonNode argument) {
    ArrayNode parts = NODES.arrayNode();
    String delimiter = Pattern.quote(text(template, where, argument.path(0)));
    for (String part : text(template, where, argument.path(1)).split(delimiter, -1)) {
      parts.add(part);
    }
    return parts;
  }

  private JsonNode findInMap(Template template, String where, JsonNode argument) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      keys.add(text(template, where, argument.path(i)));
    }
    JsonNode value =
        template.section("Mappings").path(keys.get(0)).path(keys.get(1)).path(keys.get(2));
    if (value.isMissingNode()) {
      value = argument.path(3).path("DefaultValue");
    }
    if (value.isMissingNode()) {
      throw new TemplateException(
          where, "looks up " + String.join("/", keys) + ", which Mappings does not have");
    }
    return resolve(template, where, value);
  }

  private static JsonNode cidr(String network, int count, int hostBits) {
    long base = 0;
    for (String octet : network.split("/", -1)[0].split("\\.", -1)) {
      base = base << 8 | Integer.parseInt(octet);
    }
    ArrayNode blocks = NODES.arrayNode();
    for (int i = 0; i < count; i++) {
      long address = base + ((long) i << hostBits);
      blocks.add(
          "%d.%d.%d.%d/%d"
              .formatted(
                  address >> 24 & 255,
                  address >> 16 & 255,
                  address >> 8 & 255,
                  address & 255,
                  32 - hostBits));
    }
    return blocks;
  }

  /** Returns the value as text; numbers and booleans are converted, as CloudFormation does. */
  String text(Template template, String where, JsonNode value) {
    JsonNode resolved = resolve(template, where, value);
    if (!resolved.isValueNode() || resolved.isNull()) {
      throw new TemplateException(where, "has " + resolved + " where a text is needed");
    }
    return resolved.asText();
  }

  private List<String> texts(Template template, String where, JsonNode value) {
    JsonNode resolved = resolve(template, where, value);
    if (!resolved.isArray()) {
      throw new TemplateException(where, "has " + resolved + " where a list is needed");
    }
    List<String> texts = new ArrayList<>();
    resolved.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Tells whether the resource exists under the template's conditions. */
  public boolean exists(Template template, TemplateResource resource) {
    return conditions.exists(template, resource);
  }

  /**
   * Returns the resources that this one waits for: all that its properties refer to, also through
   * another stack's exports, and its {@code DependsOn}. Only the template is looked at, so a
   * reference to a resource that does not exist is found before anything has been created.
   *
   * @throws TemplateException if one of them does not exist
   */
  public Set<ResourceAddress> dependencies(Template template, TemplateResource resource) {
    return new Dependencies(this, conditions, exports).of(template, resource);
  }
}
