package io.gamekeeper.infra;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds resources of a template and what they depend on. */
final class Resources {
  private Resources() {}

  static List<String> bucketPolicies(JsonNode template, String bucket) {
    return template.path("Resources").properties().stream()
        .filter(
            resource ->
                resource.getValue().path("Type").asText().equals("AWS::S3::BucketPolicy")
                    && resource.getValue().at("/Properties/Bucket/Ref").asText().equals(bucket))
        .map(Map.Entry::getKey)
        .toList();
  }

  static List<String> policiesOf(JsonNode template, String role) {
    return template.path("Resources").properties().stream()
        .filter(
            resource ->
                resource.getValue().path("Type").asText().equals("AWS::IAM::Policy")
                    && resource
                        .getValue()
                        .at("/Properties/Roles")
                        .findValuesAsText("Ref")
                        .contains(role))
        .map(Map.Entry::getKey)
        .toList();
  }

  static List<String> dependencies(JsonNode resource) {
    return DeployedFunction.texts(resource.path("DependsOn"));
  }

  static void everyResource(StageName stage, Consumer<JsonNode> consumer) {
    Templates.stacks(stage)
        .values()
        .forEach(template -> template.path("Resources").forEach(consumer));
  }

  static void each(JsonNode template, String type, Consumer<JsonNode> consumer) {
    for (JsonNode resource : template.path("Resources")) {
      if (resource.path("Type").asText().equals(type)) {
        consumer.accept(resource);
      }
    }
  }
}
