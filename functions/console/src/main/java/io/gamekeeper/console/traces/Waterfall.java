package io.gamekeeper.console.traces;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the documents of a trace into the order to draw. What X-Ray infers of services that send
 * nothing is left out: the calls of them are there.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html">Segment
 *     documents</a>
 */
final class Waterfall {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final double now;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** A segment or a part, with the id of what it is in or below. */
  private record Entry(JsonNode content, @Nullable String parent) {
    double start() {
      return content.path("start_time").asDouble();
    }
  }

  private Waterfall(Instant now) {
    this.now = now.toEpochMilli() / 1e3;
  }

  /**
   * Returns a trace.
   *
   * @param documents its segments, JSON; at least one
   * @param now when what is in progress ends, as far as is known
   */
  static TraceDetail of(String id, List<String> documents, Instant now) {
    Waterfall waterfall = new Waterfall(now);
    for (String document : documents) {
      JsonNode content = read(document);
      if (!content.path("inferred").asBoolean()) {
        waterfall.add(content, text(content, "parent_id"));
      }
    }
    return waterfall.drawn(id);
  }

  private static JsonNode read(String document) {
    try {
      return JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("X-Ray gave a document that is not JSON", e);
    }
  }

  private void add(JsonNode content, @Nullable String parent) {
    String id = content.path("id").asText();
    entries.put(id, new Entry(content, parent));
    content.path("subsegments").forEach(part -> add(part, id));
  }

  private TraceDetail drawn(String id) {
    double start = entries.values().stream().mapToDouble(Entry::start).min().orElse(0);
    double end = entries.values().stream().mapToDouble(entry -> end(entry.content)).max().orElse(0);
    Map<String, List<String>> children = new HashMap<>();
    List<String> tops = new ArrayList<>();
    entries.forEach(
        (own, entry) -> {
          if (entry.parent == null || !entries.containsKey(entry.parent)) {
            tops.add(own);
          } else {
            children.computeIfAbsent(entry.parent, _ -> new ArrayList<>()).add(own);
          }
        });
    List<TraceDetail.Piece> pieces = new ArrayList<>();
    Set<String> done = new HashSet<>();
    sorted(tops).forEach(top -> draw(top, null, start, children, done, pieces));
    // What is below itself has no top; it is shown all the same.
    List.copyOf(entries.keySet()).forEach(rest -> draw(rest, null, start, children, done, pieces));
    return new TraceDetail(
        id,
        Instant.ofEpochSecond(0, Math.round(start * 1e9)),
        rounded(Math.max(0, end - start)),
        pieces);
  }

  private List<String> sorted(List<String> ids) {
    return ids.stream().sorted(Comparator.comparingDouble(one -> entry(one).start())).toList();
  }

  private Entry entry(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException("no segment " + id);
    }
    return entry;
  }

  private void draw(
      String id,
      @Nullable String parent,
      double start,
      Map<String, List<String>> children,
      Set<String> done,
      List<TraceDetail.Piece> pieces) {
    if (!done.add(id)) {
      return;
    }
    pieces.add(piece(id, parent, entry(id).content, start));
    sorted(children.getOrDefault(id, List.of()))
        .forEach(child -> draw(child, id, start, children, done, pieces));
  }

  private TraceDetail.Piece piece(
      String id, @Nullable String parent, JsonNode content, double start) {
    double began = content.path("start_time").asDouble();
    JsonNode status = content.at("/http/response/status");
    Map<String, String> annotations = new TreeMap<>();
    content
        .path("annotations")
        .properties()
        .forEach(
            annotation -> annotations.put(annotation.getKey(), annotation.getValue().asText()));
    String operation = content.at("/aws/operation").asText("");
    return new TraceDetail.Piece(
        id,
        parent,
        content.path("name").asText(),
        text(content, "origin"),
        rounded(began - start),
        rounded(Math.max(0, end(content) - began)),
        text(content, "namespace"),
        operation.isEmpty() ? annotations.remove("operation") : operation,
        status.isInt() ? (Integer) status.intValue() : null,
        content.path("error").asBoolean(),
        content.path("fault").asBoolean(),
        content.path("throttle").asBoolean(),
        annotations,
        exception(content));
  }

  private double end(JsonNode content) {
    JsonNode end = content.path("end_time");
    double start = content.path("start_time").asDouble();
    return end.isNumber()
        ? end.asDouble()
        : content.path("in_progress").asBoolean() ? Math.max(start, now) : start;
  }

  /** Returns seconds to the microsecond, without the noise of binary fractions. */
  private static double rounded(double seconds) {
    return Math.round(seconds * 1e6) / 1e6;
  }

  private static @Nullable String exception(JsonNode content) {
    JsonNode first = content.at("/cause/exceptions/0");
    if (first.isMissingNode()) {
      return null;
    }
    String type = first.path("type").asText("");
    String message = first.path("message").asText("");
    return type.isEmpty() ? message : message.isEmpty() ? type : type + ": " + message;
  }

  private static @Nullable String text(JsonNode content, String field) {
    return content.hasNonNull(field) ? content.get(field).asText() : null;
  }
}
