package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The conditions of templates. */
final class Conditions {
  private final Resolver resolver;

  /** Creates an evaluation whose operands are resolved by a resolver. */
  Conditions(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Tells whether the resource exists under the template's conditions. */
  boolean exists(Template template, TemplateResource resource) {
    return resource
        .condition()
        .map(condition -> isTrue(template, resource.address() + ".Condition", condition))
        .orElse(true);
  }

  /** Returns the value that {@code Fn::If} chooses, unresolved. */
  JsonNode chosen(Template template, String where, JsonNode argument) {
    return argument.path(isTrue(template, where, argument.path(0).asText()) ? 1 : 2);
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
      throw new TemplateException(where, "is not a condition: " + expression);
    }
    String function = object.fieldNames().next();
    JsonNode argument = object.path(function);
    return switch (function) {
      case "Fn::Equals" ->
          resolver
              .resolve(template, where, argument.path(0))
              .asText()
              .equals(resolver.resolve(template, where, argument.path(1)).asText());
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
      default ->
          throw new TemplateException(
              where, "uses " + function + " in a condition, which is not simulated");
    };
  }
}
