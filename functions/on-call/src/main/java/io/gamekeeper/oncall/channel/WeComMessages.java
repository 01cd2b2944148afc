package io.gamekeeper.oncall.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.channel.MessengerKeys.Done;
import io.gamekeeper.oncall.channel.MessengerKeys.Keys;
import io.gamekeeper.oncall.channel.MessengerKeys.NotAccepted;
import io.gamekeeper.oncall.channel.MessengerKeys.Try;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the company's own WeCom app to a member. The same message within half an hour reaches
 * the member once.
 *
 * @see <a href="https://developer.work.weixin.qq.com/document/path/91039">Get an access token</a>
 * @see <a href="https://developer.work.weixin.qq.com/document/path/90236">Send application
 *     messages</a>
 * @see <a href="https://developer.work.weixin.qq.com/document/path/90313">Error codes</a>
 */
final class WeComMessages implements Messenger {
  /** The longest content, in bytes of UTF-8. */
  static final int LONGEST_CONTENT = 2048;

  private static final String API = "https://qyapi.weixin.qq.com/cgi-bin/";
  private static final int DUPLICATE_SECONDS = 1800;

  /** In bytes. */
  private static final int LONGEST_FACT = 400;

  /** Room for {@code and 10 more} with its line break. */
  private static final int ROOM_FOR_MORE = 24;

  /** The limits that count messages count them by the minute. */
  private static final Duration TOO_OFTEN = Duration.ofMinutes(1);

  /** The time before its end at which a token is no longer used: it has to arrive. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private static final List<String> MEMBERS =
      List.of(
          MessengerCredentials.WECOM_CORP_ID,
          MessengerCredentials.WECOM_AGENT_ID,
          MessengerCredentials.WECOM_SECRET);
  private static final Pattern AGENT = Pattern.compile("[0-9]{1,10}");

  private final Platform platform;
  private final MessengerKeys keys;
  private @Nullable Token known;

  private record Token(Company company, String value, Instant notAfter) {}

  private record Company(String id, String secret) {}

  /** A token, or why there is none. */
  private sealed interface Access {}

  private record Granted(Token token) implements Access {}

  private record Denied(Try outcome) implements Access {}

  WeComMessages(Platform platform, MessengerKeys keys) {
    this.platform = platform;
    this.keys = keys;
  }

  @Override
  public Result send(String contact, Notification notification) {
    return Contacts.checked(
        Channel.WECOM,
        contact,
        () -> {
          String content = content(Wording.of(notification));
          return keys.with(MEMBERS, values -> send(contact, content, values));
        });
  }

  private Try send(String contact, String content, Keys values) {
    String agent = values.get(MessengerCredentials.WECOM_AGENT_ID);
    if (!AGENT.matcher(agent).matches()) {
      return new Done(new Refused(MessengerCredentials.WECOM_AGENT_ID + " is not a number"));
    }
    Company company =
        new Company(
            values.get(MessengerCredentials.WECOM_CORP_ID),
            values.get(MessengerCredentials.WECOM_SECRET));
    String message = message(contact, agent, content).toString();
    Exchange exchange = new Exchange("WeCom", platform);
    try {
      return switch (access(exchange, company)) {
        case Denied(Try outcome) -> outcome;
        case Granted(Token token) -> {
          Response response = post(exchange, token, message);
          if (!isExpired(response)) {
            yield sent(exchange, response);
          }
          forget(token);
          yield switch (access(exchange, company)) {
            case Denied(Try outcome) -> outcome;
            case Granted(Token renewed) -> sent(exchange, post(exchange, renewed, message));
          };
        }
      };
    } catch (IOException e) {
      return new Done(exchange.failed(e));
    }
  }

  private synchronized Access access(Exchange exchange, Company company) throws IOException {
    Instant now = platform.clock().instant();
    Token token = known;
    if (token != null && token.company().equals(company) && now.isBefore(token.notAfter())) {
      return new Granted(token);
    }
    Response response =
        exchange.send(
            get(
                "gettoken?corpid=%s&corpsecret=%s"
                    .formatted(encoded(company.id()), encoded(company.secret()))));
    Try problem = problem(exchange, response);
    if (problem != null) {
      return new Denied(problem);
    }
    JsonNode answer = Documents.object(response.body()).orElseThrow();
    String value = Documents.text(answer, "access_token").orElse(null);
    if (value == null) {
      return new Denied(new Done(exchange.unreadable()));
    }
    Token granted =
        new Token(
            company, value, now.plusSeconds(answer.path("expires_in").asLong(0)).minus(MARGIN));
    known = granted;
    return new Granted(granted);
  }

  private synchronized void forget(Token token) {
    if (token.equals(known)) {
      known = null;
    }
  }

  private static Response post(Exchange exchange, Token token, String message) throws IOException {
    return exchange.send(
        new Request(
            "POST",
            URI.create(API + "message/send?access_token=" + encoded(token.value())),
            Map.of("Content-Type", "application/json; charset=utf-8"),
            message));
  }

  private static Request get(String resource) {
    return new Request("GET", URI.create(API + resource), Map.of(), null);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static boolean isExpired(Response response) {
    int code = code(response);
    return code == 40014 || code == 42001;
  }

  /** Returns the answer's code; one that WeCom does not have if there is none. */
  private static int code(Response response) {
    return response.status() == 200
        ? Documents.object(response.body())
            .map(answer -> answer.path("errcode"))
            .filter(JsonNode::isInt)
            .map(JsonNode::intValue)
            .orElse(Integer.MIN_VALUE)
        : Integer.MIN_VALUE;
  }

  private static Try sent(Exchange exchange, Response response) {
    Try problem = problem(exchange, response);
    if (problem != null) {
      return problem;
    }
    JsonNode answer = Documents.object(response.body()).orElseThrow();
    if (Documents.text(answer, "invaliduser").isPresent()) {
      return new Done(
          new Refused("WeCom does not know the member, or the app is hidden from them"));
    }
    if (Documents.text(answer, "unlicenseduser").isPresent()) {
      return new Done(new Refused("the member has no WeCom licence for messages of apps"));
    }
    return new Done(new Accepted(answer.path("msgid").asText()));
  }

  /** Returns what an answer means that is not a success; null if it is one. */
  private static @Nullable Try problem(Exchange exchange, Response response) {
    Optional<Result> status = exchange.problem(response);
    if (status.isPresent()) {
      return new Done(status.get());
    }
    int code = code(response);
    String why = "WeCom answered with code " + code;
    return switch (code) {
      case 0 -> null;
      case Integer.MIN_VALUE -> new Done(exchange.unreadable());
      case -1, 6000 -> new Done(new Failed(why + ": it is busy", Optional.empty()));
      case 45009, 45033 ->
          new Done(new Failed(why + ": too many messages", Optional.of(TOO_OFTEN)));
      case 40001, 40013, 40056, 40091 ->
          new NotAccepted(why + ": it does not accept the app's keys");
      case 60020 -> new Done(new Refused(why + ": the app's list of trusted addresses lacks ours"));
      case 81013 ->
          new Done(
              new Refused(why + ": it does not know the member, or the app is hidden from them"));
      default -> new Done(new Refused(why));
    };
  }

  private static ObjectNode message(String member, String agent, String content) {
    ObjectNode message =
        Documents.create()
            .put("touser", member)
            .put("msgtype", "markdown")
            .put("agentid", Long.parseLong(agent));
    message.putObject("markdown").put("content", content);
    return message
        .put("enable_duplicate_check", 1)
        .put("duplicate_check_interval", DUPLICATE_SECONDS);
  }

  /**
   * Returns the text: what leads on comes first, then as many alerts as there is room for, with
   * their facts while these fit.
   */
  private static String content(Wording wording) {
    StringBuilder content =
        new StringBuilder(
            "**[%s] %s**".formatted(wording.status(), Markup.WECOM.write(wording.subject())));
    for (Wording.Link link : wording.links()) {
      content.append("\n[%s](%s)".formatted(Markup.WECOM.write(link.label()), link.address()));
    }
    int listed = 0;
    for (Wording.Part part : wording.parts()) {
      String whole = paragraph(part);
      String line = "\n\n" + heading(part);
      int room = LONGEST_CONTENT - ROOM_FOR_MORE - Markup.WECOM.length(content.toString());
      if (Markup.WECOM.length(whole) <= room) {
        content.append(whole);
      } else if (Markup.WECOM.length(line) <= room) {
        content.append(line);
      } else {
        break;
      }
      listed++;
    }
    int more = wording.more() + wording.parts().size() - listed;
    if (more > 0) {
      content.append("\n\nand %d more".formatted(more));
    }
    return content.toString();
  }

  private static String heading(Wording.Part part) {
    return "**%s**".formatted(Markup.WECOM.write(part.heading()));
  }

  private static String paragraph(Wording.Part part) {
    StringBuilder paragraph = new StringBuilder("\n\n" + heading(part));
    for (Wording.Fact fact : part.facts()) {
      paragraph
          .append("\n>")
          .append(fact.label())
          .append(": ")
          .append(Markup.WECOM.fit(fact.text(), LONGEST_FACT));
    }
    return paragraph.toString();
  }
}
