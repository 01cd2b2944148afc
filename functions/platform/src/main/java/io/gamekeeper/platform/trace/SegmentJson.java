package io.gamekeeper.platform.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes segments as X-Ray's documents. */
public final class SegmentJson {
  private static final JsonFactory JSON = new JsonFactory();

  /** A datagram holds 64 KB; X-Ray itself shows few lines of a stack. */
  private static final int STACK_LINES = 20;

  private static final int MESSAGE_CHARACTERS = 500;

  /** X-Ray takes at most so many in a segment. */
  private static final int MOST_LINKS = 20;

  private SegmentJson() {}

  /** Returns the document. */
  public static String of(Segment segment) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(segment, json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static void write(Segment segment, JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (segment.below()) {
      json.writeStringField("type", "subsegment");
    }
    json.writeStringField("name", segment.name());
    json.writeStringField("id", segment.id());
    json.writeStringField("trace_id", segment.trace());
    if (segment.parent() != null) {
      json.writeStringField("parent_id", segment.parent());
    }
    times(segment.start(), segment.end(), json);
    http(segment.request(), segment.status(), json);
    outcome(segment.id(), segment.outcome(), json);
    texts("annotations", segment.annotations(), json);
    if (!segment.metadata().isEmpty()) {
      json.writeObjectFieldStart("metadata");
      texts("default", segment.metadata(), json);
      json.writeEndObject();
    }
    if (!segment.links().isEmpty()) {
      json.writeArrayFieldStart("links");
      for (Segment.Link link :
          segment.links().subList(0, Math.min(segment.links().size(), MOST_LINKS))) {
        json.writeStartObject();
        json.writeStringField("trace_id", link.trace());
        if (link.segment() != null) {
          json.writeStringField("id", link.segment());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!segment.calls().isEmpty()) {
      json.writeArrayFieldStart("subsegments");
      for (Segment.Part call : segment.calls()) {
        write(call, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(Segment.Part call, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", call.name());
    json.writeStringField("id", call.id());
    json.writeStringField("namespace", call.namespace());
    times(call.start(), call.end(), json);
    outcome(call.id(), call.outcome(), json);
    texts("annotations", Map.of("operation", call.operation()), json);
    if (call.namespace().equals("aws")) {
      json.writeObjectFieldStart("aws");
      json.writeStringField("operation", call.operation());
      if (call.resource() != null) {
        json.writeArrayFieldStart("resource_names");
        json.writeString(call.resource());
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void times(double start, @Nullable Double end, JsonGenerator json)
      throws IOException {
    json.writeNumberField("start_time", start);
    if (end == null) {
      json.writeBooleanField("in_progress", true);
    } else {
      json.writeNumberField("end_time", end);
    }
  }

  private static void http(Segment.@Nullable Request request, int status, JsonGenerator json)
      throws IOException {
    if (request == null && status == 0) {
      return;
    }
    json.writeObjectFieldStart("http");
    if (request != null) {
      json.writeObjectFieldStart("request");
      json.writeStringField("method", request.method());
      json.writeStringField("url", request.url());
      json.writeEndObject();
    }
    if (status > 0) {
      json.writeObjectFieldStart("response");
      json.writeNumberField("status", status);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void outcome(String id, Segment.Outcome outcome, JsonGenerator json)
      throws IOException {
    if (outcome.error()) {
      json.writeBooleanField("error", true);
    }
    if (outcome.throttle()) {
      json.writeBooleanField("throttle", true);
    }
    if (outcome.fault()) {
      json.writeBooleanField("fault", true);
    }
    Throwable exception = outcome.exception();
    if (exception != null) {
      json.writeObjectFieldStart("cause");
      json.writeArrayFieldStart("exceptions");
      json.writeStartObject();
      // An exception needs an id of 16 digits; within its document, its owner's is one.
      json.writeStringField("id", id);
      json.writeStringField("type", exception.getClass().getName());
      json.writeStringField("message", shortened(String.valueOf(exception.getMessage())));
      json.writeArrayFieldStart("stack");
      StackTraceElement[] stack = exception.getStackTrace();
      for (int i = 0; i < Math.min(stack.length, STACK_LINES); i++) {
        json.writeStartObject();
        json.writeStringField("path", String.valueOf(stack[i].getFileName()));
        json.writeNumberField("line", Math.max(0, stack[i].getLineNumber()));
        json.writeStringField("label", stack[i].getClassName() + "." + stack[i].getMethodName());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static String shortened(String message) {
    return message.length() <= MESSAGE_CHARACTERS
        ? message
        : message.substring(0, MESSAGE_CHARACTERS) + "…";
  }

  private static void texts(String name, Map<String, String> texts, JsonGenerator json)
      throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }
}
