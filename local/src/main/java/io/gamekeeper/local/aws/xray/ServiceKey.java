package io.gamekeeper.local.aws.xray;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of the graph.
 *
 * @param type the segment's origin; for what is only called, what X-Ray infers from the call; null
 *     if there is nothing to tell
 */
record ServiceKey(String name, @Nullable String type) {
  private static final String AWS = "aws";

  /** Returns the node of a segment. */
  static ServiceKey of(JsonNode segment) {
    return new ServiceKey(
        segment.path("name").asText(),
        segment.hasNonNull("origin") ? segment.get("origin").asText() : null);
  }

  /** Returns the node that a segment's part calls; null if it calls nothing. */
  static @Nullable ServiceKey calledBy(JsonNode part) {
    String name = part.path("name").asText();
    return switch (part.path("namespace").asText()) {
      case AWS ->
          name.equals("DynamoDB")
              ? new ServiceKey(
                  part.at("/aws/resource_names/0").asText(name), "AWS::DynamoDB::Table")
              : new ServiceKey(name, "AWS::" + name);
      case "remote" -> new ServiceKey(name, "remote");
      default -> null;
    };
  }

  /** Returns the nodes of a trace: those that sent segments, and those that these called. */
  static Set<ServiceKey> of(StoredTrace trace) {
    Set<ServiceKey> keys = new LinkedHashSet<>();
    trace.segments().forEach(segment -> keys.add(of(segment)));
    trace
        .segments()
        .forEach(
            segment ->
                StoredTrace.eachWithin(
                    segment,
                    part -> {
                      ServiceKey called = calledBy(part);
                      if (called != null) {
                        keys.add(called);
                      }
                    }));
    return keys;
  }
}
