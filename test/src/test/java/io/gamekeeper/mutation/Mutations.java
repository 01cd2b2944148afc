package io.gamekeeper.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.contract.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Every mutation that a stage's templates offer, found in the templates themselves. */
final class Mutations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FUNCTION = "AWS::Lambda::Function";
  private static final String VARIABLES = "/Properties/Environment/Variables";

  /** The types on the way from a call to the function that answers it. */
  private static final Set<String> ON_THE_WAY =
      Set.of(FUNCTION, "AWS::Lambda::Alias", "AWS::ElasticLoadBalancingV2::TargetGroup");

  private final Map<String, ObjectNode> templates = new TreeMap<>();

  /** Reads the templates of one stage of a synthesised assembly. */
  Mutations(Path stage) throws IOException {
    try (Stream<Path> files = Files.list(stage)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".template.json")).toList()) {
        templates.put(
            String.valueOf(file.getFileName()), (ObjectNode) JSON.readTree(file.toFile()));
      }
    }
  }

  /** One for each environment variable of each function. */
  List<Mutation> withoutEnvironmentVariable() {
    List<Mutation> mutations = new ArrayList<>();
    eachFunction(
        (template, id) -> {
          for (Map.Entry<String, JsonNode> variable :
              resource(template, id).at(VARIABLES).properties()) {
            mutations.add(
                changing(
                    id + " without " + variable.getKey(),
                    template,
                    id,
                    Set.of(id),
                    function -> ((ObjectNode) function.at(VARIABLES)).remove(variable.getKey())));
          }
        });
    return mutations;
  }

  /** One for each statement that allows something to the role of a function or a schedule. */
  List<Mutation> withoutStatement() {
    List<Mutation> mutations = new ArrayList<>();
    each(
        "AWS::IAM::Policy",
        (template, id) -> {
          Set<String> users = new HashSet<>();
          for (JsonNode role : resource(template, id).at("/Properties/Roles")) {
            users.addAll(withRole(template, role.path("Ref").asText()));
          }
          JsonNode statements = resource(template, id).at("/Properties/PolicyDocument/Statement");
          for (int i = 0; i < statements.size() && !users.isEmpty(); i++) {
            int index = i;
            if (statements.get(i).path("Effect").asText().equals("Allow")) {
              mutations.add(
                  changing(
                      id + " without " + statements.get(i).path("Action"),
                      template,
                      id,
                      users,
                      policy ->
                          ((ArrayNode) policy.at("/Properties/PolicyDocument/Statement"))
                              .remove(index)));
            }
          }
        });
    return mutations;
  }

  /** One for each schedule: it calls nothing. */
  List<Mutation> withoutScheduleTarget() {
    List<Mutation> mutations = new ArrayList<>();
    each(
        "AWS::Scheduler::Schedule",
        (template, id) ->
            mutations.add(
                changing(
                    id + " without its target",
                    template,
                    id,
                    Set.of(id),
                    schedule -> ((ObjectNode) schedule.path("Properties")).remove("Target"))));
    return mutations;
  }

  /**
   * One for each function, which gets the handler of the next: the check compares a handler with
   * the function's own, so that one wrong handler says as much as another.
   */
  List<Mutation> withHandlerOfAnother() {
    List<String> templates = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    eachFunction(
        (template, id) -> {
          templates.add(template);
          ids.add(id);
        });
    List<Mutation> mutations = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      int next = (i + 1) % ids.size();
      String id = ids.get(i);
      JsonNode handler = resource(templates.get(next), ids.get(next)).at("/Properties/Handler");
      mutations.add(
          changing(
              id + " with the handler of " + ids.get(next),
              templates.get(i),
              id,
              Set.of(id),
              function -> ((ObjectNode) function.path("Properties")).set("Handler", handler)));
    }
    return mutations;
  }

  /** One for each table that a function uses: the function is told a name that no table has. */
  List<Mutation> withNameOfNoTable() {
    List<Mutation> mutations = new ArrayList<>();
    eachFunction(
        (template, id) -> {
          JsonNode variables = resource(template, id).at(VARIABLES);
          GameFunction function =
              GameFunction.named(variables.path(TelemetryEnvironment.SERVICE).asText())
                  .orElseThrow();
          for (Use use : function.uses()) {
            if (use.actions().getFirst().startsWith("dynamodb:")) {
              mutations.add(
                  changing(
                      id + " with another name in " + use.variable(),
                      template,
                      id,
                      Set.of(id),
                      changed ->
                          ((ObjectNode) changed.at(VARIABLES)).put(use.variable(), "no-table")));
            }
          }
        });
    return mutations;
  }

  /** One for each resource of that type: it is not there. */
  List<Mutation> without(String type) {
    List<Mutation> mutations = new ArrayList<>();
    each(
        type,
        (template, id) ->
            mutations.add(
                new Mutation(
                    "without " + id,
                    template,
                    neighbours(template, id),
                    root -> {
                      ((ObjectNode) root.path("Resources")).remove(id);
                      dropDependencies(root, id);
                    })));
    return mutations;
  }

  /** One for each table: it has a name of its own, and its readers the old one. */
  List<Mutation> withRenamedTable() {
    List<Mutation> mutations = new ArrayList<>();
    each(
        "AWS::DynamoDB::Table",
        (template, id) -> {
          Set<String> suspects = new HashSet<>(Set.of(id));
          for (String other : templates.keySet()) {
            suspects.addAll(readersOf(other, id));
          }
          mutations.add(
              new Mutation(
                  id + " renamed, its export not",
                  template,
                  suspects,
                  root -> {
                    ObjectNode resources = (ObjectNode) root.path("Resources");
                    resources.set(id + "Renamed", resources.remove(id));
                  }));
        });
    return mutations;
  }

  private Mutation changing(
      String name, String template, String id, Set<String> suspects, Consumer<JsonNode> change) {
    return new Mutation(
        name, template, suspects, root -> change.accept(root.path("Resources").path(id)));
  }

  /** Each of our functions; the CDK's own work at deletions only, and the stage deletes nothing. */
  private void eachFunction(BiConsumer<String, String> action) {
    each(
        FUNCTION,
        (template, id) -> {
          if (resource(template, id).at("/Properties/Runtime").asText().startsWith("java")) {
            action.accept(template, id);
          }
        });
  }

  private void each(String type, BiConsumer<String, String> action) {
    templates.forEach(
        (template, root) ->
            root.path("Resources")
                .properties()
                .forEach(
                    resource -> {
                      if (resource.getValue().path("Type").asText().equals(type)) {
                        action.accept(template, resource.getKey());
                      }
                    }));
  }

  private JsonNode resource(String template, String id) {
    ObjectNode root = templates.get(template);
    if (root == null) {
      throw new IllegalArgumentException("no template " + template);
    }
    return root.path("Resources").path(id);
  }

  /** The functions and schedules of a role. */
  private Set<String> withRole(String template, String role) {
    Set<String> users = new HashSet<>();
    for (Map.Entry<String, JsonNode> other : resource(template).properties()) {
      JsonNode properties = other.getValue().path("Properties");
      if (properties.at("/Role/Fn::GetAtt/0").asText().equals(role)
          || properties.at("/Target/RoleArn/Fn::GetAtt/0").asText().equals(role)) {
        users.add(other.getKey());
      }
    }
    return users;
  }

  /** Resources whose text names an export of the given resource. */
  private Set<String> readersOf(String template, String id) {
    Set<String> readers = new HashSet<>();
    for (Map.Entry<String, JsonNode> resource : resource(template).properties()) {
      if (resource.getValue().toString().contains(id)) {
        readers.add(resource.getKey());
      }
    }
    return readers;
  }

  private JsonNode resource(String template) {
    ObjectNode root = templates.get(template);
    if (root == null) {
      throw new IllegalArgumentException("no template " + template);
    }
    return root.path("Resources");
  }

  /**
   * The resource itself, those that it refers to, those that refer to it, and the functions behind
   * it.
   */
  private Set<String> neighbours(String template, String id) {
    Set<String> neighbours = new HashSet<>(readersOf(template, id));
    neighbours.add(id);
    neighbours.addAll(referredToBy(template, id));
    addCalled(template, id, neighbours);
    return neighbours;
  }

  private void addCalled(String template, String id, Set<String> called) {
    for (String other : referredToBy(template, id)) {
      if (ON_THE_WAY.contains(resource(template, other).path("Type").asText())) {
        called.add(other);
        addCalled(template, other, called);
      }
    }
  }

  private Set<String> referredToBy(String template, String id) {
    Set<String> found = new HashSet<>();
    String own = resource(template, id).path("Properties").toString();
    for (Map.Entry<String, JsonNode> other : resource(template).properties()) {
      if (own.contains("\"" + other.getKey() + "\"")) {
        found.add(other.getKey());
      }
    }
    return found;
  }

  private static void dropDependencies(ObjectNode root, String id) {
    for (JsonNode resource : root.path("Resources")) {
      if (resource.path("DependsOn") instanceof ArrayNode dependencies) {
        for (int i = dependencies.size() - 1; i >= 0; i--) {
          if (dependencies.get(i).asText().equals(id)) {
            dependencies.remove(i);
          }
        }
      }
    }
  }
}
