package io.gamekeeper.local.messenger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.http.Form;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.inbox.SeenText;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * WeCom for one app of a company: access tokens, and messages in Markdown to members. Whoever has
 * an id in the form of WeCom's is a member.
 *
 * @see <a href="https://developer.work.weixin.qq.com/document/path/90236">Sending app messages</a>
 * @see <a href="https://developer.work.weixin.qq.com/document/path/90313">Global error codes</a>
 */
final class FakeWeCom {
  static final String HOST = "qyapi.weixin.qq.com";

  /** The answer to too many requests. */
  static final Response BUSY = refused(45009, "api freq out of limit");

  static final Response BROKEN = new Response(500, "Internal Server Error");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^()\\s]+)\\)");
  private static final int MOST_BYTES = 2048;
  private static final int MOST_MEMBERS = 1000;

  private final MessengerKeys keys;
  private final WeComTokens tokens;
  private final Line line;

  FakeWeCom(MessengerKeys keys, WeComTokens tokens, Line line) {
    this.keys = keys;
    this.tokens = tokens;
    this.line = line;
  }

  Response answer(Request request) {
    Form query = Form.of(request.uri().getRawQuery());
    return switch (request.method() + " " + request.uri().getPath()) {
      case "GET /cgi-bin/gettoken" -> token(query);
      case "POST /cgi-bin/message/send" -> send(query, request);
      default -> new Response(404, "");
    };
  }

  private Response token(Form query) {
    String corporation = query.field("corpid").orElse("");
    String secret = query.field("corpsecret").orElse("");
    if (corporation.isEmpty()) {
      return refused(41002, "corpid missing");
    }
    if (secret.isEmpty()) {
      return refused(41004, "corpsecret missing");
    }
    if (!corporation.equals(keys.weComCorporation())) {
      return refused(40013, "invalid corpid");
    }
    if (!secret.equals(keys.weComSecret())) {
      return refused(40001, "invalid credential");
    }
    WeComTokens.Token token = tokens.current();
    return new Response(
        200,
        ok().put("access_token", token.value())
            .put("expires_in", token.remaining().toSeconds())
            .toString());
  }

  private Response send(Form query, Request request) {
    String token = query.field("access_token").orElse("");
    if (token.isEmpty()) {
      return refused(41001, "access_token missing");
    }
    switch (tokens.check(token)) {
      case UNKNOWN -> {
        return refused(40014, "invalid access_token");
      }
      case EXPIRED -> {
        return refused(42001, "access_token expired");
      }
      case VALID -> {}
    }
    try {
      JsonNode message = JSON.readTree(request.body() == null ? "" : request.body());
      return message.isObject() ? send(message) : refused(47001, "data format error");
    } catch (JsonProcessingException e) {
      return refused(47001, "data format error");
    }
  }

  private Response send(JsonNode message) {
    if (!message.path("agentid").asText().equals(keys.weComAgent())) {
      return refused(40056, "invalid agentid");
    }
    if (!message.path("msgtype").asText().equals("markdown")) {
      return refused(40008, "invalid message type");
    }
    String content = message.path("markdown").path("content").asText("");
    if (content.isBlank()) {
      return refused(44004, "empty content");
    }
    if (content.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      return refused(45002, "content size out of limit");
    }
    String to = message.path("touser").asText("");
    if (to.isEmpty()) {
      return refused(82001, "All touser & toparty & totag are empty");
    }
    Set<String> members = new LinkedHashSet<>(List.of(to.split("\\|", -1)));
    if (members.size() > MOST_MEMBERS) {
      return refused(40032, "invalid useridlist size");
    }
    List<String> invalid =
        members.stream().filter(member -> !MEMBER.matcher(member).matches()).toList();
    if (invalid.size() == members.size()) {
      return refused(81013, "user & party & tag all invalid");
    }
    members.stream()
        .filter(member -> !invalid.contains(member))
        .forEach(member -> deliver(member, content));
    return new Response(
        200,
        ok().put("invaliduser", String.join("|", invalid))
            .put("msgid", UUID.randomUUID().toString())
            .toString());
  }

  private void deliver(String member, String content) {
    List<String> links = new ArrayList<>(links(content));
    line.deliver(
        member, SeenText.firstLine(content).replaceFirst("^#{1,6}\\s+", ""), content, links);
  }

  private static List<String> links(String content) {
    return Stream.concat(
            LINK.matcher(content).results().map((MatchResult link) -> link.group(1)),
            SeenText.addresses(LINK.matcher(content).replaceAll("")).stream())
        .distinct()
        .toList();
  }

  private static ObjectNode ok() {
    return JSON.createObjectNode().put("errcode", 0).put("errmsg", "ok");
  }

  private static Response refused(int code, String message) {
    return new Response(200, "{\"errcode\":%d,\"errmsg\":\"%s\"}".formatted(code, message));
  }
}
