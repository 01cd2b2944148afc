package io.gamekeeper.local.aws.cloudformation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.file.KeptJson;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The custom resources that a data folder has, as a stack would know them on AWS. */
final class Deployments {
  private final KeptJson<Kept> kept;

  /**
   * A custom resource with the properties that it was created for.
   *
   * @param properties as the function got them
   * @param code the hash of the function's code
   */
  record Deployed(ObjectNode properties, String code, Answer answer) {}

  private record Kept(
      String physicalId, String code, ObjectNode properties, Map<String, String> data) {}

  Deployments(Path file) {
    this.kept = KeptJson.open(file, new TypeReference<Map<String, Kept>>() {});
  }

  /** Returns a resource that was created before. */
  Optional<Deployed> find(String address) {
    return kept.find(address)
        .map(
            known ->
                new Deployed(
                    known.properties(),
                    known.code(),
                    new Answer(known.physicalId(), known.data())));
  }

  /** Notes that a resource was created or updated. */
  void put(String address, Deployed deployed) {
    Answer answer = deployed.answer();
    kept.put(
        address,
        new Kept(answer.physicalId(), deployed.code(), deployed.properties(), answer.data()));
  }
}
