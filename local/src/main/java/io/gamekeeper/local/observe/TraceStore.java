package io.gamekeeper.local.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The traces of one stage, by their ids. It keeps the newest: when there are too many segments, or
 * too many bytes of them, the trace goes that got nothing for the longest time.
 */
public final class TraceStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SEGMENTS = 4_000;
  private static final long MOST_CHARACTERS = 4L << 20;

  private final Map<String, Trace> traces = new LinkedHashMap<>();
  private long accepted;
  private int segments;
  private long characters;

  /**
   * A segment, or a part of one that another process wrote.
   *
   * @param source what sent it: the logical id of a function, the id of an instance
   * @param document as it was sent, JSON
   */
  public record Segment(String source, String id, String document) {
    /** Returns what the document says. */
    public JsonNode content() {
      try {
        return JSON.readTree(document);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("it was read when it came", e);
      }
    }
  }

  /** The segments of one trace, by their ids in the order in which they came. */
  private static final class Trace {
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private long characters;
  }

  /**
   * Takes a document; it replaces one of the same id, which was in progress.
   *
   * @return false if it is no document of X-Ray
   */
  public boolean accept(String source, String document) {
    JsonNode content;
    try {
      content = JSON.readTree(document);
    } catch (JsonProcessingException e) {
      return false;
    }
    if (!SegmentForm.isRight(content)) {
      return false;
    }
    add(
        content.get("trace_id").asText(),
        new Segment(source, content.get("id").asText(), document));
    return true;
  }

  private synchronized void add(String id, Segment segment) {
    accepted++;
    // Removed and put back: it is now the newest.
    Trace trace = traces.remove(id);
    if (trace == null) {
      trace = new Trace();
    }
    traces.put(id, trace);
    Segment before = trace.segments.put(segment.id(), segment);
    int more = segment.document().length() - (before == null ? 0 : before.document().length());
    segments += before == null ? 1 : 0;
    trace.characters += more;
    characters += more;
    while ((segments > MOST_SEGMENTS || characters > MOST_CHARACTERS) && traces.size() > 1) {
      Trace oldest = traces.remove(traces.keySet().iterator().next());
      if (oldest != null) {
        segments -= oldest.segments.size();
        characters -= oldest.characters;
      }
    }
  }

  /** Returns how many documents there have been, also those that are not kept any more. */
  public synchronized long accepted() {
    return accepted;
  }

  /** Returns the segments of a trace; none if it is not known. */
  public synchronized List<Segment> trace(String id) {
    Trace trace = traces.get(id);
    return trace == null ? List.of() : List.copyOf(trace.segments.values());
  }

  /** Returns all traces, those that got something last at the end. */
  public synchronized Map<String, List<Segment>> all() {
    Map<String, List<Segment>> all = new LinkedHashMap<>();
    traces.forEach((id, trace) -> all.put(id, List.copyOf(trace.segments.values())));
    return all;
  }

  /** Returns the newest documents, oldest first. */
  public List<Segment> newest(int limit) {
    List<Segment> newest = new ArrayList<>();
    all().values().forEach(newest::addAll);
    return newest.subList(Math.max(0, newest.size() - limit), newest.size());
  }
}
