package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a log group from a time on, page by page, each event once. */
final class LogTail {
  private static final String PAGE = "500";

  private final Operations operations;
  private final String group;
  private final @Nullable String filter;
  private String from;

  /** The events of the newest time that was seen; asking from that time on brings them again. */
  private final Set<JsonNode> newest = new HashSet<>();

  LogTail(Operations operations, String group, @Nullable String filter, String from) {
    this.operations = operations;
    this.group = group;
    this.filter = filter;
    this.from = from;
  }

  /** Hands over all events that are there and were not handed over before. */
  void rest(Consumer<JsonNode> events) {
    String start = from;
    @Nullable String next = null;
    do {
      JsonNode page = operations.get(Operations.path("logs", "tail"), question(start, next));
      for (JsonNode event : Facts.items(page, "events")) {
        if (isNew(event)) {
          events.accept(event);
        }
      }
      String token = Facts.text(page, "next");
      next = token.isEmpty() ? null : token;
    } while (next != null);
  }

  private Map<String, String> question(String start, @Nullable String next) {
    Map<String, String> question = new LinkedHashMap<>();
    question.put("group", group);
    question.put("from", start);
    if (filter != null) {
      question.put("filter", filter);
    }
    question.put("limit", PAGE);
    if (next != null) {
      question.put("next", next);
    }
    return question;
  }

  private boolean isNew(JsonNode event) {
    String at = Facts.text(event, "at");
    if (!at.equals(from)) {
      newest.clear();
      from = at;
    }
    return newest.add(event);
  }
}
