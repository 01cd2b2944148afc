package io.gamekeeper.infra.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The project's {@code cdk.json}. */
public final class CdkJson {
  private CdkJson() {}

  /**
   * Returns the context of {@code cdk.json}, so that the app has it without the CDK CLI too. What
   * the CLI passes, for instance by {@code -c}, overrides it key by key.
   *
   * @throws ConfigException if the file is absent or not JSON
   */
  public static Map<String, Object> context(Path root) {
    Path file = root.resolve("cdk.json");
    ObjectMapper json = new ObjectMapper();
    JsonNode context;
    try {
      context = json.readTree(Files.readString(file)).path("context");
    } catch (NoSuchFileException e) {
      throw new ConfigException("(file)", "is not in " + root + "; run in the project's root");
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "line " + e.getLocation().getLineNr(), "is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!context.isObject()) {
      throw new ConfigException("context", "is missing; allowed: an object");
    }
    Map<String, Object> values =
        new LinkedHashMap<>(json.convertValue(context, new TypeReference<>() {}));
    // The CLI asks for paths in templates by default; they name constructs where only logical ids
    // would be seen.
    values.put("aws:cdk:enable-path-metadata", true);
    values.put("aws:cdk:enable-asset-metadata", true);
    // Traces hold paths of temporary folders, and two builds must agree on every byte.
    values.put("aws:cdk:disable-creation-stack-traces", true);
    return values;
  }
}
