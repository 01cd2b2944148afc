package io.gamekeeper.local.aws.xray;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.observe.TraceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A trace as X-Ray gives it back: its segments, the earliest first, with the parts that other
 * processes sent put where they belong.
 */
final class StoredTrace {
  private static final int ID_TIME = 2;

  private final String id;
  private final List<ObjectNode> segments;

  private StoredTrace(String id, List<ObjectNode> segments) {
    this.id = id;
    this.segments = segments;
  }

  static StoredTrace of(String id, List<TraceStore.Segment> stored) {
    List<ObjectNode> segments = new ArrayList<>();
    List<ObjectNode> parts = new ArrayList<>();
    for (TraceStore.Segment one : stored) {
      ObjectNode content = (ObjectNode) one.content();
      (isPart(content) ? parts : segments).add(content);
    }
    Map<String, ObjectNode> rooted = new HashMap<>();
    segments.forEach(
        segment -> eachWithin(segment, node -> rooted.put(node.path("id").asText(), node)));
    // What is below a part that comes later takes another round; what is below nothing stands
    // alone.
    while (parts.removeIf(part -> isPut(part, rooted))) {}
    segments.addAll(parts);
    segments.sort((a, b) -> Double.compare(start(a), start(b)));
    return new StoredTrace(id, segments);
  }

  private static boolean isPut(ObjectNode part, Map<String, ObjectNode> rooted) {
    ObjectNode parent = rooted.get(part.path("parent_id").asText());
    if (parent == null) {
      return false;
    }
    parent.withArray("subsegments").add(part);
    eachWithin(part, node -> rooted.put(node.path("id").asText(), node));
    return true;
  }

  private static boolean isPart(JsonNode content) {
    return content.path("type").asText().equals("subsegment");
  }

  /** Calls for a segment and each part of it. */
  static void eachWithin(ObjectNode segment, Consumer<ObjectNode> each) {
    each.accept(segment);
    for (JsonNode part : segment.path("subsegments")) {
      if (part instanceof ObjectNode node) {
        eachWithin(node, each);
      }
    }
  }

  String id() {
    return id;
  }

  List<ObjectNode> segments() {
    return segments;
  }

  /** Returns the first segment that has none above it, or of which that one is missing. */
  ObjectNode root() {
    return segments.stream()
        .filter(segment -> !segment.has("parent_id"))
        .findFirst()
        .orElseGet(segments::getFirst);
  }

  /** Returns when the trace began, by its id. */
  Instant idTime() {
    return Instant.ofEpochSecond(HexFormat.fromHexDigits(id, ID_TIME, ID_TIME + 8) & 0xffffffffL);
  }

  Instant start() {
    return instant(start(segments.getFirst()));
  }

  /** Returns when the last segment ended, or began. */
  Instant end() {
    return instant(segments.stream().mapToDouble(StoredTrace::end).max().orElse(0));
  }

  Duration duration() {
    return Duration.between(start(), end());
  }

  /** Returns how long the root took; empty while it goes on. */
  Optional<Double> responseTime() {
    ObjectNode root = root();
    return root.path("end_time").isNumber()
        ? Optional.of(end(root) - start(root))
        : Optional.empty();
  }

  boolean isPartial() {
    return segments.stream().anyMatch(segment -> segment.path("in_progress").asBoolean());
  }

  boolean rootHas(String flag) {
    return root().path(flag).asBoolean();
  }

  boolean isThrottled() {
    return segments.stream().anyMatch(segment -> segment.path("throttle").asBoolean());
  }

  /** Returns the values of an annotation in all segments and parts. */
  Map<String, List<String>> annotations() {
    Map<String, List<String>> annotations = new HashMap<>();
    for (ObjectNode segment : segments) {
      eachWithin(
          segment,
          node ->
              node.path("annotations")
                  .properties()
                  .forEach(
                      annotation -> {
                        List<String> values =
                            annotations.computeIfAbsent(
                                annotation.getKey(), _ -> new ArrayList<>());
                        String value = annotation.getValue().asText();
                        if (!values.contains(value)) {
                          values.add(value);
                        }
                      }));
    }
    return annotations;
  }

  static double start(JsonNode segment) {
    return segment.path("start_time").asDouble();
  }

  static double end(JsonNode segment) {
    return segment.path("end_time").asDouble(start(segment));
  }

  private static Instant instant(double seconds) {
    return Instant.ofEpochSecond(0, Math.round(seconds * 1e9));
  }
}
