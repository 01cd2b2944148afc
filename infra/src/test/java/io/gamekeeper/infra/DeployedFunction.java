package io.gamekeeper.infra;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A function as a stage's template deploys it. */
record DeployedFunction(StageName stage, GameFunction function) {

  /** Returns the function in the stage that also runs on a laptop. */
  static DeployedFunction inDev(GameFunction function) {
    return new DeployedFunction(StageName.DEV, function);
  }

  /** Returns the stack that holds it. */
  String stack() {
    return switch (function.bundle()) {
      case GAME_API -> "GameApi";
      case PAYMENT -> "Payments";
      case INSIGHT -> "Observability";
      case CONSOLE -> "Operations";
      case PLAYER_EVENTS -> "PlayerEvents";
      case ON_CALL -> "OnCall";
    };
  }

  JsonNode template() {
    return Templates.template(stage, stack());
  }

  JsonNode resource() {
    return Templates.resources(stage, stack(), "AWS::Lambda::Function").values().stream()
        .filter(resource -> handler(resource).equals(function.handler()))
        .findAny()
        .orElseThrow();
  }

  JsonNode properties() {
    return resource().path("Properties");
  }

  String role() {
    return properties().at("/Role/Fn::GetAtt/0").asText();
  }

  /** Returns its variables; what is not a text in the template is its JSON. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    properties()
        .at("/Environment/Variables")
        .properties()
        .forEach(variable -> environment.put(variable.getKey(), text(variable.getValue())));
    return environment;
  }

  /** Returns what its role is allowed or denied. */
  List<JsonNode> statements() {
    String role = role();
    List<JsonNode> statements = new ArrayList<>();
    Templates.resources(stage, stack(), "AWS::IAM::Policy")
        .forEach(
            (id, policy) -> {
              if (policy.at("/Properties/Roles/0/Ref").asText().equals(role)) {
                policy.at("/Properties/PolicyDocument/Statement").forEach(statements::add);
              }
            });
    return statements;
  }

  /** Returns the actions that its role is allowed on what is named, in alphabetical order. */
  List<String> actionsOnNamedResources() {
    TreeSet<String> allowed = new TreeSet<>();
    for (JsonNode statement : statements()) {
      if (statement.path("Effect").asText().equals("Allow")
          && !texts(statement.path("Resource")).contains("*")) {
        allowed.addAll(texts(statement.path("Action")));
      }
    }
    allowed.removeIf(action -> action.startsWith("logs:") || action.startsWith("kms:"));
    return List.copyOf(allowed);
  }

  /** Returns a text, or each of several. */
  static List<String> texts(JsonNode oneOrMany) {
    List<String> texts = new ArrayList<>();
    if (oneOrMany.isArray()) {
      oneOrMany.forEach(one -> texts.add(one.asText()));
    } else {
      texts.add(oneOrMany.asText());
    }
    return texts;
  }

  private static String handler(JsonNode resource) {
    return resource.at("/Properties/Handler").asText();
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
