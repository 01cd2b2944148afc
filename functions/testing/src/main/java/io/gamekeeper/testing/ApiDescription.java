package io.gamekeeper.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a description in {@code functions} says of the routes and their answers. */
public final class ApiDescription {
  private static final String ID = "https://gamekeeper.example/openapi";

  private final JsonNode document;
  private final SchemaRegistry schemas;

  private ApiDescription(JsonNode document) {
    this.document = document;
    this.schemas =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            registry ->
                registry
                    .schemas(Map.of(ID, document.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** Reads the description of the players' API. */
  public static ApiDescription read() {
    return read("openapi.yaml");
  }

  /** Reads a description. */
  public static ApiDescription read(String name) {
    Path file = Path.of(System.getProperty("gamekeeper.root"), "functions", name);
    try (Reader reader = Files.newBufferedReader(file)) {
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      return new ApiDescription(new ObjectMapper().valueToTree(document));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  /** The whole description. */
  public JsonNode document() {
    return document;
  }

  /**
   * An operation.
   *
   * @param method in small letters, as the description has it
   */
  public record Operation(String method, String path, JsonNode description) {}

  /** All operations, in the order of the description. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        each ->
                            operations.add(
                                new Operation(each.getKey(), path.getKey(), each.getValue()))));
    return operations;
  }

  /** The operations that have that tag, in the order of the description. */
  public List<Operation> operations(String tag) {
    return operations().stream()
        .filter(each -> each.description().at("/tags/0").asText().equals(tag))
        .toList();
  }

  /**
   * Returns what is wrong with an answer: nothing if it has a status, a media type and a body that
   * are described.
   */
  public List<String> faults(
      String method, String path, int status, String mediaType, JsonNode body) {
    String response = resolve("/paths/" + escaped(path) + "/" + method + "/responses/" + status);
    String schema = response + "/content/" + escaped(mediaType) + "/schema";
    if (document.at(schema).isMissingNode()) {
      return List.of("%s %s: %d %s is not described".formatted(method, path, status, mediaType));
    }
    return schema(schema).validate(body).stream().map(Error::toString).toList();
  }

  private Schema schema(String pointer) {
    return schemas.getSchema(
        SchemaLocation.of(ID + "#" + pointer.replace("{", "%7B").replace("}", "%7D")));
  }

  /** Follows references until there is none. */
  private String resolve(String pointer) {
    String reference = document.at(pointer).path("$ref").asText();
    return reference.isEmpty() ? pointer : resolve(reference.substring(1));
  }

  private static String escaped(String member) {
    return member.replace("~", "~0").replace("/", "~1");
  }
}
