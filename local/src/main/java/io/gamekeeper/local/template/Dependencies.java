package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The resources that one resource refers to, as they are collected from its template. */
final class Dependencies {
  private final Resolver resolver;
  private final Conditions conditions;
  private final Exports exports;
  private final Set<ResourceAddress> found = new LinkedHashSet<>();

  Dependencies(Resolver resolver, Conditions conditions, Exports exports) {
    this.resolver = resolver;
    this.conditions = conditions;
    this.exports = exports;
  }

  /**
   * Adds the references of a resource and returns all.
   *
   * @throws TemplateException if one of them does not exist
   */
  Set<ResourceAddress> of(Template template, TemplateResource resource) {
    String where = resource.address().toString();
    for (String dependency : resource.dependsOn()) {
      found.add(template.target(where + ".DependsOn", dependency));
    }
    collect(template, where + ".Properties", resource.properties());
    return found;
  }

  private void collect(Template template, String where, JsonNode value) {
    switch (value) {
      case ObjectNode object -> {
        @Nullable String function = Resolver.functionName(object);
        if (function == null) {
          object
              .properties()
              .forEach(field -> collect(template, where + "." + field.getKey(), field.getValue()));
        } else {
          collect(template, where, function, object.path(function));
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          collect(template, where + "[" + i + "]", array.path(i));
        }
      }
      default -> {}
    }
  }

  private void collect(Template template, String where, String function, JsonNode argument) {
    switch (function) {
      case "Ref" -> reference(template, where, argument.asText());
      case "Fn::GetAtt" ->
          found.add(
              template.target(
                  where,
                  argument.isTextual()
                      ? AttributeName.of(where, argument.textValue()).logicalId()
                      : argument.path(0).asText()));
      case "Fn::Sub" -> {
        Substitution substitution = Substitution.of(argument);
        collect(template, where, substitution.variables());
        for (String variable : substitution.references()) {
          int dot = variable.indexOf('.');
          reference(template, where, dot < 0 ? variable : variable.substring(0, dot));
        }
      }
      case "Fn::If" -> collect(template, where, conditions.chosen(template, where, argument));
      case "Fn::ImportValue" -> {
        Exports.Export export =
            exports.find(template, where, resolver.text(template, where, argument));
        collect(export.exporting(), export.where(), export.value());
      }
      default -> collect(template, where, argument);
    }
  }

  private void reference(Template template, String where, String name) {
    if (!name.startsWith("AWS::") && template.parameter(name) == null) {
      found.add(template.target(where, name));
    }
  }
}
