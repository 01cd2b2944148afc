package io.gamekeeper.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.Bundle;
import io.gamekeeper.infra.config.FleetConfig;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The templates of the project's own {@code cdk.json}, synthesised once per JVM, because the first
 * app in a JVM costs seconds. Stand-ins take the place of the functions' zips and the game server.
 */
final class Templates {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Path ROOT = Path.of(System.getProperty("gamekeeper.root", ".."));

  private Templates() {}

  /** Returns the cloud assembly that all tests read. */
  static Path assembly() {
    return Shared.ASSEMBLY;
  }

  /** Returns the app with a stand-in for each release, not synthesised yet. */
  static software.amazon.awscdk.App app(Path output) {
    return app(ROOT, output);
  }

  /** Returns the app of another {@code cdk.json}. */
  static software.amazon.awscdk.App app(Path root, Path output) {
    return App.create(root, output.toString(), new StandIns());
  }

  static Path temporaryFolder() {
    try {
      return Files.createTempDirectory(Path.of("target"), "assembly").toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all of a stage's templates, by the stack's name. */
  static Map<String, JsonNode> stacks(StageName stage) {
    return stacks(assembly(), stage);
  }

  /** Returns the same of another assembly. */
  static Map<String, JsonNode> stacks(Path assembly, StageName stage) {
    Map<String, JsonNode> stacks = new TreeMap<>();
    Path folder = assembly.resolve("assembly-" + stage.constructId());
    json(folder.resolve("manifest.json"))
        .path("artifacts")
        .forEach(
            artifact -> {
              if (artifact.path("type").asText().equals("aws:cloudformation:stack")) {
                stacks.put(
                    artifact.path("displayName").asText().replace(stage.constructId() + "/", ""),
                    json(folder.resolve(artifact.at("/properties/templateFile").asText())));
              }
            });
    return stacks;
  }

  static JsonNode template(StageName stage, String stack) {
    return Optional.ofNullable(stacks(stage).get(stack))
        .orElseThrow(() -> new AssertionError(stage + " has no stack " + stack));
  }

  /** Returns the stack's resources of one type, by logical id. */
  static Map<String, JsonNode> resources(StageName stage, String stack, String type) {
    Map<String, JsonNode> found = new TreeMap<>();
    template(stage, stack)
        .path("Resources")
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().path("Type").textValue().equals(type)) {
                found.put(entry.getKey(), entry.getValue());
              }
            });
    return found;
  }

  /** Returns the resources of one type in all stacks of a stage, by stack and logical id. */
  static Map<String, JsonNode> resources(StageName stage, String type) {
    Map<String, JsonNode> found = new TreeMap<>();
    for (String stack : stacks(stage).keySet()) {
      resources(stage, stack, type)
          .forEach((id, resource) -> found.put(stack + "/" + id, resource));
    }
    return found;
  }

  static JsonNode only(StageName stage, String stack, String type) {
    Map<String, JsonNode> found = resources(stage, stack, type);
    if (found.size() != 1) {
      throw new AssertionError(stack + " has not one " + type + " but " + found.keySet());
    }
    return found.values().iterator().next();
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a stage of the project's own settings, with something changed. */
  static StageConfig changed(StageName stage, Consumer<ObjectNode> change) {
    JsonNode settings = json(ROOT.resolve("cdk.json")).at("/context/gamekeeper");
    change.accept((ObjectNode) settings.at("/stages/" + stage.key()));
    return StageConfig.readAll(settings).stream()
        .filter(config -> config.name() == stage)
        .findAny()
        .orElseThrow();
  }

  private static final class StandIns implements Releases {
    @Override
    public Path zip(Bundle bundle) {
      return Path.of("src/test/resources/stand-in.zip").toAbsolutePath();
    }

    @Override
    public Path gameServer(FleetConfig fleet) {
      return Path.of("src/test/resources/stand-in.tar.gz").toAbsolutePath();
    }
  }

  private static final class Shared {
    static final Path ASSEMBLY = temporaryFolder();

    static {
      app(ASSEMBLY).synth();
    }
  }
}
