package io.gamekeeper.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The CloudFormation template of a stack. */
public final class Template {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The known sections. {@code Rules} holds only CDK's check of the bootstrap version, {@code
   * Metadata} only notes for tools.
   */
  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Description",
          "Metadata",
          "Parameters",
          "Transform",
          "Rules",
          "Mappings",
          "Conditions",
          "Resources",
          "Outputs");

  /** The known macros. This one makes functions out of the rotation schedules of secrets. */
  private static final Set<String> TRANSFORMS = Set.of("AWS::SecretsManager-2024-09-16");

  /**
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  private static final SortedSet<String> DELETION_POLICIES =
      new TreeSet<>(List.of("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"));

  /**
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
   */
  private static final SortedSet<String> REPLACE_POLICIES =
      new TreeSet<>(List.of("Delete", "Retain", "Snapshot"));

  private final String name;
  private final String stackName;
  private final AwsEnvironment environment;
  private final ObjectNode root;
  private final Map<String, TemplateResource> resources;

  private Template(String name, String stackName, AwsEnvironment environment, ObjectNode root) {
    this.name = name;
    this.stackName = stackName;
    this.environment = environment;
    this.root = root;
    this.resources = readResources();
  }

  /**
   * Parses a template.
   *
   * @param name the stack's name in messages, for instance {@code GameApi}
   * @param stackName its name in the account, for instance {@code Dev-GameApi}
   * @throws TemplateException if it is not a template, or has a section that the stage does not
   *     know
   */
  public static Template parse(
      String name, String stackName, AwsEnvironment environment, String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new TemplateException(name, "is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!(root instanceof ObjectNode object)) {
      throw new TemplateException(name, "is not a JSON object");
    }
    root.fieldNames()
        .forEachRemaining(
            section -> {
              if (!SECTIONS.contains(section)) {
                throw new TemplateException(
                    name + "." + section, "is a section that the stage does not support");
              }
            });
    transforms(root.path("Transform"))
        .forEach(
            transform -> {
              if (!TRANSFORMS.contains(transform)) {
                throw new TemplateException(
                    name + ".Transform", "is " + transform + ", which the stage does not support");
              }
            });
    return new Template(name, stackName, environment, object);
  }

  private static List<String> transforms(JsonNode oneOrMany) {
    List<String> transforms = new ArrayList<>();
    if (oneOrMany.isTextual()) {
      transforms.add(oneOrMany.textValue());
    }
    oneOrMany.forEach(one -> transforms.add(one.asText()));
    return transforms;
  }

  private Map<String, TemplateResource> readResources() {
    Map<String, TemplateResource> found = new LinkedHashMap<>();
    section("Resources")
        .properties()
        .forEach(entry -> found.put(entry.getKey(), resource(entry.getKey(), entry.getValue())));
    return Collections.unmodifiableMap(found);
  }

  private TemplateResource resource(String logicalId, JsonNode node) {
    ResourceAddress address = new ResourceAddress(name, logicalId);
    JsonNode type = node.path("Type");
    if (!type.isTextual()) {
      throw new TemplateException(address + ".Type", "is missing");
    }
    JsonNode properties = node.path("Properties");
    if (!properties.isMissingNode() && !properties.isObject()) {
      throw new TemplateException(address + ".Properties", "is not an object");
    }
    JsonNode dependsOn = node.path("DependsOn");
    List<String> dependencies = new ArrayList<>();
    if (dependsOn.isTextual()) {
      dependencies.add(dependsOn.textValue());
    } else {
      dependsOn.forEach(dependency -> dependencies.add(dependency.asText()));
    }
    oneOf(address, node, "UpdateReplacePolicy", REPLACE_POLICIES);
    return new TemplateResource(
        address,
        type.textValue(),
        properties instanceof ObjectNode object ? object : JSON.createObjectNode(),
        dependencies,
        Optional.ofNullable(node.path("Condition").textValue()),
        oneOf(address, node, "DeletionPolicy", DELETION_POLICIES),
        node.path("UpdatePolicy") instanceof ObjectNode policy ? policy : JSON.createObjectNode());
  }

  /** Returns a policy attribute; CloudFormation refuses any value that is not allowed. */
  private static String oneOf(
      ResourceAddress address, JsonNode node, String attribute, Set<String> allowed) {
    String policy = node.path(attribute).asText("Delete");
    if (!allowed.contains(policy)) {
      throw new TemplateException(
          address + "." + attribute, "is " + policy + ", which is none of " + allowed);
    }
    return policy;
  }

  /** Returns the stack's name in messages: its construct id within the CDK stage. */
  public String name() {
    return name;
  }

  /** Returns the stack's name in the account. */
  public String stackName() {
    return stackName;
  }

  /** Returns the stack's ARN. */
  public String stackId() {
    return environment.arn("cloudformation", "stack/" + stackName + "/1");
  }

  public AwsEnvironment environment() {
    return environment;
  }

  /** Returns the macros that the template uses. */
  public Set<String> transforms() {
    return Set.copyOf(transforms(root.path("Transform")));
  }

  /** Returns the resources by logical id, in the template's order. */
  public Map<String, TemplateResource> resources() {
    return resources;
  }

  /**
   * Returns the address of a resource that the template refers to.
   *
   * @param where the place of the reference, for messages
   * @throws TemplateException if the template does not have the resource
   */
  ResourceAddress target(String where, String logicalId) {
    @Nullable TemplateResource resource = resources.get(logicalId);
    if (resource == null) {
      throw new TemplateException(
          where, "refers to " + logicalId + ", which the template does not have");
    }
    return resource.address();
  }

  /** Returns the declaration of a parameter, or null. */
  @Nullable JsonNode parameter(String parameter) {
    return section("Parameters").get(parameter);
  }

  /** Returns the expression of a condition, or null. */
  @Nullable JsonNode condition(String condition) {
    return section("Conditions").get(condition);
  }

  JsonNode section(String section) {
    JsonNode node = root.path(section);
    return node.isObject() ? node : JSON.createObjectNode();
  }
}
