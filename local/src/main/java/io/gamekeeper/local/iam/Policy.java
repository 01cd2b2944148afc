package io.gamekeeper.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A policy document. */
public final class Policy {
  private static final Set<String> MEMBERS =
      Set.of(
          "Sid",
          "Effect",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition",
          "Principal");

  private final List<Statement> statements;

  private Policy(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a document whose intrinsic functions are resolved.
   *
   * @param where its place, for messages
   * @throws TemplateException if it is malformed, or uses what the stage does not evaluate
   */
  public static Policy parse(String where, JsonNode document) {
    JsonNode list = document.path("Statement");
    List<Statement> statements = new ArrayList<>();
    if (list.isObject()) {
      statements.add(statement(where + ".Statement", list));
    }
    for (int i = 0; list.isArray() && i < list.size(); i++) {
      statements.add(statement(where + ".Statement[" + i + "]", list.path(i)));
    }
    if (statements.isEmpty()) {
      throw new TemplateException(where, "has no statements");
    }
    return new Policy(statements);
  }

  private static Statement statement(String where, JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            member -> {
              if (!MEMBERS.contains(member)) {
                throw new TemplateException(
                    where + "." + member, "is a member that the stage does not evaluate");
              }
            });
    String effect = node.path("Effect").asText();
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw new TemplateException(where + ".Effect", "is '" + effect + "'");
    }
    if (!node.has("Action") && !node.has("NotAction")) {
      throw new TemplateException(where, "has no action");
    }
    List<Wildcard> actions = new ArrayList<>();
    texts(node.path("Action")).forEach(text -> actions.add(Wildcard.ignoringCase(text)));
    texts(node.path("NotAction")).forEach(text -> actions.add(Wildcard.ignoringCase(text)));
    List<Wildcard> resources = new ArrayList<>();
    texts(node.path("Resource")).forEach(text -> resources.add(Wildcard.of(text)));
    texts(node.path("NotResource")).forEach(text -> resources.add(Wildcard.of(text)));
    Map<String, List<String>> principals = new HashMap<>();
    JsonNode principal = node.path("Principal");
    if (principal.isTextual()) {
      principals.put("AWS", List.of(principal.asText()));
    }
    principal.properties().forEach(kind -> principals.put(kind.getKey(), texts(kind.getValue())));
    return new Statement(
        effect.equals("Allow"),
        actions,
        node.has("NotAction"),
        resources,
        node.has("NotResource"),
        Condition.parse(where, node.path("Condition")),
        principals);
  }

  /** Returns a text, or the texts of a list; numbers and booleans are converted. */
  static List<String> texts(JsonNode node) {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (node.isValueNode()) {
      return List.of(node.asText());
    }
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  List<Statement> statements() {
    return statements;
  }

  /**
   * Tells whether this policy of a resource lets a service do something, as a role's trust policy
   * does.
   *
   * @param service for instance {@code lambda.amazonaws.com}
   */
  public boolean allowsService(String service, String action, RequestContext request) {
    return allowsPrincipal("Service", service, action, request);
  }

  /**
   * Tells whether this policy of a resource lets a service do something; for policies that name
   * their resources, as a queue's does.
   */
  public boolean allowsService(
      String service, String action, String resource, RequestContext request) {
    return allows(
        statements.stream().filter(statement -> statement.covers(action, resource)).toList(),
        "Service",
        service,
        request);
  }

  /**
   * Tells whether this policy of a resource lets an account (its root's ARN) or a role do
   * something.
   */
  public boolean allowsPrincipal(String arn, String action) {
    return allowsPrincipal("AWS", arn, action, RequestContext.NONE);
  }

  /** Tells whether this policy of a resource lets anybody do something, without credentials. */
  public boolean allowsAnybody(String action, String resource, RequestContext request) {
    return allows(
        statements.stream().filter(statement -> statement.covers(action, resource)).toList(),
        "AWS",
        "*",
        request);
  }

  private boolean allowsPrincipal(
      String kind, String principal, String action, RequestContext request) {
    return allows(
        statements.stream().filter(statement -> statement.coversAction(action)).toList(),
        kind,
        principal,
        request);
  }

  private static boolean allows(
      List<Statement> relevant, String kind, String principal, RequestContext request) {
    boolean allowed = false;
    for (Statement statement : relevant) {
      if (statement.names(kind, principal) && statement.holds(request)) {
        if (!statement.allow()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }
}
