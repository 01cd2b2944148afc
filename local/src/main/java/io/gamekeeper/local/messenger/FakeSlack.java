package io.gamekeeper.local.messenger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.client.Bearer;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.inbox.SeenText;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Slack for one bot: {@code chat.postMessage} to members, by JSON. Whoever has an id in the form of
 * Slack's is a member.
 *
 * @see <a href="https://docs.slack.dev/reference/methods/chat.postMessage">chat.postMessage</a>
 */
final class FakeSlack {
  static final String HOST = "slack.com";

  /** The answer to too many requests; its header says after how many seconds to come back. */
  static final Response BUSY =
      new Response(429, refusal("ratelimited"), Map.of("retry-after", "30"));

  static final Response BROKEN = new Response(500, refusal("internal_error"));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern MEMBER = Pattern.compile("[UW][A-Z0-9]{2,20}");
  private static final int LONGEST_TEXT = 40_000;
  private static final int MICROS = 1_000_000;

  private final String token;
  private final Line line;
  private final InstantSource clock;
  private final AtomicLong lastMicros = new AtomicLong();

  FakeSlack(String token, Line line, InstantSource clock) {
    this.token = token;
    this.line = line;
    this.clock = clock;
  }

  Response answer(Request request) {
    if (!request.uri().getPath().equals("/api/chat.postMessage")) {
      return refused("unknown_method");
    }
    if (!request.method().equals("POST")) {
      return refused("invalid_post_type");
    }
    String bearer = Bearer.of(request);
    if (bearer.isEmpty()) {
      return refused("not_authed");
    }
    if (!bearer.equals(token)) {
      return refused("invalid_auth");
    }
    if (!isJson(request)) {
      return refused("invalid_form_data");
    }
    try {
      JsonNode message = JSON.readTree(request.body() == null ? "" : request.body());
      return message.isObject() ? post(message) : refused("json_not_object");
    } catch (JsonProcessingException e) {
      return refused("invalid_json");
    }
  }

  private static boolean isJson(Request request) {
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
        .map(header -> header.getValue().toLowerCase(Locale.ROOT))
        .anyMatch(type -> type.equals("application/json") || type.startsWith("application/json;"));
  }

  private Response post(JsonNode message) {
    String member = message.path("channel").asText();
    if (!MEMBER.matcher(member).matches()) {
      return refused("channel_not_found");
    }
    JsonNode blocks = message.path("blocks");
    boolean hasBlocks = !blocks.isMissingNode() && !blocks.isNull();
    if (hasBlocks && !blocks.isArray()) {
      return refused("invalid_blocks_format");
    }
    String text = message.path("text").asText("");
    if (text.isEmpty() && blocks.isEmpty()) {
      return refused("no_text");
    }
    if (text.codePointCount(0, text.length()) > LONGEST_TEXT) {
      return refused("msg_too_long");
    }
    SlackBlocks read = SlackBlocks.read(blocks);
    if (!read.problems().isEmpty()) {
      return invalid(read.problems());
    }
    deliver(member, text, read);
    return accepted(member, text);
  }

  private void deliver(String member, String text, SlackBlocks blocks) {
    List<String> links = new ArrayList<>();
    String seen = SlackText.ofMarkup(text, links);
    links.addAll(blocks.links());
    line.deliver(
        member,
        blocks.title().orElseGet(() -> SeenText.firstLine(seen)),
        Stream.concat(Stream.of(seen), blocks.lines().stream())
            .filter(each -> !each.isEmpty())
            .collect(Collectors.joining("\n")),
        links.stream().distinct().toList());
  }

  private Response accepted(String member, String text) {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("ok", true)
            .put("channel", "D" + member.substring(1))
            .put("ts", timestamp());
    answer.putObject("message").put("type", "message").put("text", text);
    return new Response(200, answer.toString());
  }

  /** Returns the id of a message, which is the time and unique. */
  private String timestamp() {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long micros = lastMicros.updateAndGet(last -> Math.max(now, last + 1));
    return "%d.%06d".formatted(micros / MICROS, micros % MICROS);
  }

  private static Response invalid(List<String> problems) {
    ObjectNode answer = JSON.createObjectNode().put("ok", false).put("error", "invalid_blocks");
    ArrayNode errors = answer.putArray("errors");
    ArrayNode messages = answer.putObject("response_metadata").putArray("messages");
    for (String problem : problems) {
      errors.add(problem);
      messages.add("[ERROR] " + problem);
    }
    return new Response(200, answer.toString());
  }

  private static Response refused(String error) {
    return new Response(200, refusal(error));
  }

  private static String refusal(String error) {
    return "{\"ok\":false,\"error\":\"" + error + "\"}";
  }
}
