package io.gamekeeper.local.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of one CDK stage, in an order in which they can be deployed, and their file assets.
 */
public final class CloudAssembly {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Template> templates;
  private final Map<String, Path> assets;

  private CloudAssembly(List<Template> templates, Map<String, Path> assets) {
    this.templates = List.copyOf(templates);
    this.assets = Map.copyOf(assets);
  }

  /**
   * Returns an assembly put together by hand.
   *
   * @param assets files by {@code bucket/key}
   */
  public static CloudAssembly of(List<Template> templates, Map<String, Path> assets) {
    return new CloudAssembly(templates, assets);
  }

  /**
   * Reads one stage of a synthesised app.
   *
   * @param directory the app's {@code cdk.out}
   * @param stage the CDK stage's id, for instance {@code Dev}
   * @throws TemplateException if there is no such stage, or a file of it is missing or malformed
   */
  public static CloudAssembly read(Path directory, String stage) {
    JsonNode app = manifest(directory);
    List<String> stages = new ArrayList<>();
    for (Map.Entry<String, JsonNode> artifact : app.path("artifacts").properties()) {
      if (!artifact.getValue().path("type").asText().equals("cdk:cloud-assembly")) {
        continue;
      }
      JsonNode properties = artifact.getValue().path("properties");
      String path =
          properties.path("displayName").asText(artifact.getKey().replaceFirst("^assembly-", ""));
      if (path.equals(stage)) {
        return readStage(directory.resolve(properties.path("directoryName").asText()));
      }
      stages.add(path);
    }
    throw new TemplateException(
        directory.toString(), "has no stage " + stage + "; it has " + String.join(", ", stages));
  }

  private static CloudAssembly readStage(Path directory) {
    JsonNode artifacts = manifest(directory).path("artifacts");
    Map<String, Template> byArtifact = new LinkedHashMap<>();
    Map<String, Path> assets = new HashMap<>();
    for (Map.Entry<String, JsonNode> artifact : artifacts.properties()) {
      if (artifact.getValue().path("type").asText().equals("aws:cloudformation:stack")) {
        Template template = template(directory, artifact.getKey(), artifact.getValue());
        byArtifact.put(artifact.getKey(), template);
        readAssets(directory, artifact.getValue(), artifacts, template.environment(), assets);
      }
    }
    List<Template> ordered = new ArrayList<>();
    Map<String, Boolean> visited = new HashMap<>();
    byArtifact.keySet().forEach(id -> visit(id, artifacts, byArtifact, visited, ordered));
    return new CloudAssembly(ordered, assets);
  }

  private static void visit(
      String artifact,
      JsonNode artifacts,
      Map<String, Template> byArtifact,
      Map<String, Boolean> visited,
      List<Template> ordered) {
    if (visited.putIfAbsent(artifact, true) != null) {
      return;
    }
    artifacts
        .path(artifact)
        .path("dependencies")
        .forEach(dependency -> visit(dependency.asText(), artifacts, byArtifact, visited, ordered));
    @Nullable Template template = byArtifact.get(artifact);
    if (template != null) {
      ordered.add(template);
    }
  }

  private static Template template(Path directory, String artifactId, JsonNode artifact) {
    JsonNode properties = artifact.path("properties");
    String displayName = artifact.path("displayName").asText(artifactId);
    return Template.parse(
        displayName.substring(displayName.lastIndexOf('/') + 1),
        properties.path("stackName").asText(artifactId),
        AwsEnvironment.parse(artifact.path("environment").asText()),
        readFile(directory.resolve(properties.path("templateFile").asText())));
  }

  private static void readAssets(
      Path directory,
      JsonNode stack,
      JsonNode artifacts,
      AwsEnvironment environment,
      Map<String, Path> assets) {
    for (JsonNode dependency : stack.path("dependencies")) {
      JsonNode artifact = artifacts.path(dependency.asText());
      if (!artifact.path("type").asText().equals("cdk:asset-manifest")) {
        continue;
      }
      Path file = directory.resolve(artifact.path("properties").path("file").asText());
      for (JsonNode asset : parse(file).path("files")) {
        Path source = file.resolveSibling(asset.path("source").path("path").asText()).normalize();
        for (JsonNode destination : asset.path("destinations")) {
          String bucket =
              destination
                  .path("bucketName")
                  .asText()
                  .replace("${AWS::AccountId}", environment.account())
                  .replace("${AWS::Region}", environment.region());
          assets.put(bucket + "/" + destination.path("objectKey").asText(), source);
        }
      }
    }
  }

  private static JsonNode manifest(Path directory) {
    return parse(directory.resolve("manifest.json"));
  }

  private static JsonNode parse(Path file) {
    try {
      return JSON.readTree(readFile(file));
    } catch (JsonProcessingException e) {
      throw new TemplateException(file.toString(), "is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String readFile(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new TemplateException(file.toString(), "cannot be read: " + e, e);
    }
  }

  /** Returns the stacks; each stands after those that it depends on. */
  public List<Template> templates() {
    return templates;
  }

  /**
   * Returns the file or folder that a template names by bucket and key, as {@code
   * AWS::Lambda::Function} does in {@code Code}.
   */
  public Optional<Path> asset(String bucket, String key) {
    return Optional.ofNullable(assets.get(bucket + "/" + key));
  }
}
