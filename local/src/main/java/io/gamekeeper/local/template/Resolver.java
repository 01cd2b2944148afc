package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates CloudFormation's intrinsic functions over the templates of one assembly. Every error
 * names the place in the template and what the place refers to.
 */
public final class Resolver {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(!?)([^}]+)}");

  private static final String BY_PARAMETER = "AWS::SSM::Parameter::Value<";
  private static final String IMAGE_ID = "AWS::EC2::Image::Id";

  private final List<Template> templates;
  private final ReferenceSource references;

  /**
   * A resolver.
   *
   * @param references answers for resources; asked only when a value is resolved
   */
  public Resolver(Collection<Template> templates, ReferenceSource references) {
    this.templates = List.copyOf(templates);
    this.references = references;
  }

  /**
   * The value without intrinsic functions. Numbers and booleans stay what they are; {@code
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

  /** The intrinsic function that this object calls, or null if it is a plain object. */
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
      case "Fn::Sub" -> TextNode.valueOf(sub(template, where, argument));
      case "Fn::Join" ->
          TextNode.valueOf(
              String.join(
                  text(template, where, argument.path(0)),
                  texts(template, where, argument.path(1))));
      case "Fn::Select" -> select(template, where, argument);
      case "Fn::Split" -> split(template, where, argument);
      case "Fn::If" ->
          resolve(
              template,
              where,
              argument.path(isTrue(template, where, argument.path(0).asText()) ? 1 : 2));
      case "Fn::ImportValue" ->
          importValue(template, where, text(template, where, argument), this::resolve);
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
      case "Fn::Cidr" -> cidr(template, where, argument);
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
      return references.ref(target(template, where, target));
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
          where, "refers to parameter " + name + ", whose value " + held + " is no image");
    }
    return held;
  }

  private static ResourceAddress target(Template template, String where, String logicalId) {
    @Nullable TemplateResource resource = template.resources().get(logicalId);
    if (resource == null) {
      throw new TemplateException(
          where, "refers to " + logicalId + ", which the template does not have");
    }
    return resource.address();
  }

  private JsonNode getAtt(Template template, String where, JsonNode argument) {
    Attribute attribute = attribute(template, where, argument);
    ResourceAddress address = target(template, where, attribute.logicalId());
    try {
      return TextNode.valueOf(references.attribute(address, attribute.name()));
    } catch (UnknownReferenceException e) {
      throw new TemplateException(
          where,
          "refers to " + attribute.logicalId() + "." + attribute.name() + ", " + e.getMessage(),
          e);
    }
  }

  private record Attribute(String logicalId, String name) {}

  private Attribute attribute(Template template, String where, JsonNode argument) {
    if (argument.isTextual()) {
      return attribute(where, argument.textValue());
    }
    return new Attribute(argument.path(0).asText(), text(template, where, argument.path(1)));
  }

  private static Attribute attribute(String where, String text) {
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw new TemplateException(where, "asks for an attribute without a name: " + text);
    }
    return new Attribute(text.substring(0, dot), text.substring(dot + 1));
  }

  private String sub(Template template, String where, JsonNode argument) {
    JsonNode variables = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
    JsonNode format = argument.isArray() ? argument.path(0) : argument;
    Matcher matcher = SUBSTITUTION.matcher(format.asText());
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      String value;
      if (!matcher.group(1).isEmpty()) {
        value = "${" + name + "}";
      } else if (variables.has(name)) {
        value = text(template, where, variables.path(name));
      } else if (name.contains(".")) {
        value = getAtt(template, where, TextNode.valueOf(name)).asText();
      } else {
        value = ref(template, where, name).asText();
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
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

  private JsonNode cidr(Template template, String where, JsonNode argument) {
    String[] block = text(template, where, argument.path(0)).split("/", -1);
    int count = Integer.parseInt(text(template, where, argument.path(1)));
    int hostBits = Integer.parseInt(text(template, where, argument.path(2)));
    long base = 0;
    for (String octet : block[0].split("\\.", -1)) {
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

  /** What is done with an exported value in the template that exports it. */
  private interface OutputUse<R> {
    R apply(Template exporting, String where, JsonNode value);
  }

  private <R> R importValue(Template importing, String where, String name, OutputUse<R> use) {
    for (Template candidate : templates) {
      for (Map.Entry<String, JsonNode> output : candidate.section("Outputs").properties()) {
        JsonNode exported = output.getValue().path("Export").path("Name");
        String place = candidate.name() + ".Outputs." + output.getKey();
        if (!exported.isMissingNode()
            && candidate.environment().equals(importing.environment())
            && text(candidate, place + ".Export.Name", exported).equals(name)) {
          return use.apply(candidate, place + ".Value", output.getValue().path("Value"));
        }
      }
    }
    throw new TemplateException(where, "imports " + name + ", which no stack exports");
  }

  /** The value as text; numbers and booleans are converted, as CloudFormation does. */
  private String text(Template template, String where, JsonNode value) {
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

  /** Whether the resource exists under the template's conditions. */
  public boolean exists(Template template, TemplateResource resource) {
    Optional<String> condition = resource.condition();
    return condition.isEmpty()
        || isTrue(template, resource.address() + ".Condition", condition.get());
  }

  private boolean isTrue(Template template, String where, String condition) {
    @Nullable JsonNode expression = template.condition(condition);
    if (expression == null) {
      throw new TemplateException(
          where, "refers to condition " + condition + ", which the template does not have");
    }
    return evaluate(template, template.name() + ".Conditions." + condition, expression);
  }

  private boolean evaluate(Template template, String where, JsonNode expression) {
    if (!(expression instanceof ObjectNode object) || object.size() != 1) {
      throw new TemplateException(where, "is no condition: " + expression);
    }
    String function = object.fieldNames().next();
    JsonNode argument = object.path(function);
    return switch (function) {
      case "Fn::Equals" ->
          resolve(template, where, argument.path(0))
              .asText()
              .equals(resolve(template, where, argument.path(1)).asText());
      case "Fn::Not" -> !evaluate(template, where, argument.path(0));
      case "Fn::And" -> {
        boolean all = true;
        for (JsonNode part : argument) {
          all &= evaluate(template, where, part);
        }
        yield all;
      }
      case "Fn::Or" -> {
        boolean any = false;
        for (JsonNode part : argument) {
          any |= evaluate(template, where, part);
        }
        yield any;
      }
      case "Condition" -> isTrue(template, where, argument.asText());
      default -> throw new TemplateException(where, "uses " + function + " in a condition");
    };
  }

  /**
   * The resources that this one waits for: all that its properties refer to, also through another
   * stack's exports, and its {@code DependsOn}. Only what stands in the template is looked at, so
   * this finds a reference to nothing before anything has been created.
   *
   * @throws TemplateException if one of them does not exist
   */
  public Set<ResourceAddress> dependencies(Template template, TemplateResource resource) {
    Set<ResourceAddress> found = new LinkedHashSet<>();
    String where = resource.address().toString();
    for (String dependency : resource.dependsOn()) {
      found.add(target(template, where + ".DependsOn", dependency));
    }
    collect(template, where + ".Properties", resource.properties(), found::add);
    return found;
  }

  private void collect(
      Template template, String where, JsonNode value, Consumer<ResourceAddress> found) {
    switch (value) {
      case ObjectNode object -> {
        @Nullable String function = functionName(object);
        JsonNode argument = function == null ? object : object.path(function);
        switch (function) {
          case null ->
              object
                  .properties()
                  .forEach(
                      field ->
                          collect(template, where + "." + field.getKey(), field.getValue(), found));
          case "Ref" -> reference(template, where, argument.asText(), found);
          case "Fn::GetAtt" ->
              found.accept(
                  target(
                      template,
                      where,
                      argument.isTextual()
                          ? attribute(where, argument.textValue()).logicalId()
                          : argument.path(0).asText()));
          case "Fn::Sub" -> substitutions(template, where, argument, found);
          case "Fn::If" ->
              collect(
                  template,
                  where,
                  argument.path(isTrue(template, where, argument.path(0).asText()) ? 1 : 2),
                  found);
          case "Fn::ImportValue" ->
              importValue(
                  template,
                  where,
                  text(template, where, argument),
                  (exporting, place, exported) -> {
                    collect(exporting, place, exported, found);
                    return BooleanNode.TRUE;
                  });
          default -> collect(template, where, argument, found);
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          collect(template, where + "[" + i + "]", array.path(i), found);
        }
      }
      default -> {}
    }
  }

  private void substitutions(
      Template template, String where, JsonNode argument, Consumer<ResourceAddress> found) {
    JsonNode variables = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
    collect(template, where, variables, found);
    Matcher matcher =
        SUBSTITUTION.matcher((argument.isArray() ? argument.path(0) : argument).asText());
    while (matcher.find()) {
      String name = matcher.group(2);
      if (matcher.group(1).isEmpty() && !variables.has(name)) {
        int dot = name.indexOf('.');
        reference(template, where, dot < 0 ? name : name.substring(0, dot), found);
      }
    }
  }

  private static void reference(
      Template template, String where, String name, Consumer<ResourceAddress> found) {
    if (!name.startsWith("AWS::") && template.parameter(name) == null) {
      found.accept(target(template, where, name));
    }
  }
}
