package io.gamekeeper.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    each(
        "AWS::Lambda::Function",
        (template, id) -> {
          for (Map.Entry<String, JsonNode> variable :
              resource(template, id).at("/Properties/Environment/Variables").properties()) {
            mutations.add(
                changing(
                    id + " without " + variable.getKey(),
                    template,
                    id,
                    Set.of(id),
                    function ->
                        ((ObjectNode) function.at("/Properties/Environment/Variables"))
                            .remove(variable.getKey())));
          }
        });
    return mutations;
  }

  /**
   * One for each statement that allows a role something.
   *
   * @param firstAction of the statements that are meant
   */
  List<Mutation> withoutStatement(String firstAction) {
    List<Mutation> mutations = new ArrayList<>();
    each(
        "AWS::IAM::Policy",
        (template, id) -> {
          JsonNode statements = resource(template, id).at("/Properties/PolicyDocument/Statement");
          Set<String> suspects = new HashSet<>(Set.of(id));
          for (JsonNode role : resource(template, id).at("/Properties/Roles")) {
            suspects.add(role.path("Ref").asText());
            suspects.addAll(withRole(template, role.path("Ref").asText()));
          }
          for (int i = 0; i < statements.size(); i++) {
            int index = i;
            if (statements.get(i).path("Effect").asText().equals("Allow")
                && firstAction(statements.get(i)).equals(firstAction)) {
              mutations.add(
                  changing(
                      id + " without " + firstAction,
                      template,
                      id,
                      suspects,
                      policy ->
                          ((ArrayNode) policy.at("/Properties/PolicyDocument/Statement"))
                              .remove(index)));
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

  private Set<String> withRole(String template, String role) {
    Set<String> functions = new HashSet<>();
    each(
        "AWS::Lambda::Function",
        (other, id) -> {
          if (other.equals(template)
              && resource(other, id).at("/Properties/Role/Fn::GetAtt/0").asText().equals(role)) {
            functions.add(id);
          }
        });
    return functions;
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

  /** The resource itself, those that it refers to and those that refer to it. */
  private Set<String> neighbours(String template, String id) {
    Set<String> neighbours = new HashSet<>(readersOf(template, id));
    neighbours.add(id);
    String own = resource(template, id).toString();
    for (Map.Entry<String, JsonNode> other : resource(template).properties()) {
      if (own.contains("\"" + other.getKey() + "\"")) {
        neighbours.add(other.getKey());
      }
    }
    return neighbours;
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

  private static String firstAction(JsonNode statement) {
    JsonNode action = statement.path("Action");
    return action.isArray() ? action.path(0).asText() : action.asText();
  }
}
