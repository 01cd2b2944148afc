package io.gamekeeper.local.aws.cloudformation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The custom resources that a data folder has, as a stack would know them on AWS. */
final class Deployments {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROPERTIES = "properties";
  private static final String CODE = "code";
  private static final String PHYSICAL_ID = "physicalId";
  private static final String DATA = "data";

  private final Path file;

  /**
   * A custom resource with the properties that it was created for.
   *
   * @param properties as the function got them
   * @param code the hash of the function's code
   */
  record Deployed(ObjectNode properties, String code, Answer answer) {}

  Deployments(Path file) {
    this.file = file;
  }

  /** Returns a resource that was created before. */
  synchronized Optional<Deployed> find(String address) {
    if (!(read().get(address) instanceof ObjectNode known)) {
      return Optional.empty();
    }
    Map<String, String> data = new LinkedHashMap<>();
    known.path(DATA).properties().forEach(e -> data.put(e.getKey(), e.getValue().asText()));
    return Optional.of(
        new Deployed(
            known.withObject(PROPERTIES),
            known.path(CODE).asText(),
            new Answer(known.path(PHYSICAL_ID).asText(), data)));
  }

  /** Notes that a resource was created or updated. */
  synchronized void put(String address, Deployed deployed) {
    ObjectNode all = read();
    ObjectNode entry = all.putObject(address);
    entry.put(PHYSICAL_ID, deployed.answer().physicalId());
    entry.put(CODE, deployed.code());
    entry.set(PROPERTIES, deployed.properties());
    ObjectNode data = entry.putObject(DATA);
    deployed.answer().data().forEach(data::put);
    try {
      PrivateFiles.write(file, all.toPrettyString());
    } catch (IOException e) {
      throw new StageException(file + " cannot be written: " + e, e);
    }
  }

  private ObjectNode read() {
    try {
      Optional<String> kept = PrivateFiles.read(file);
      return kept.isPresent() ? (ObjectNode) JSON.readTree(kept.get()) : JSON.createObjectNode();
    } catch (IOException | ClassCastException e) {
      throw new StageException(
          file + " is damaged (" + e.getMessage() + "): choose another --data folder", e);
    }
  }
}
