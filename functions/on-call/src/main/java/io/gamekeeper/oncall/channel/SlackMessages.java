package io.gamekeeper.oncall.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.channel.MessengerKeys.Done;
import io.gamekeeper.oncall.channel.MessengerKeys.NotAccepted;
import io.gamekeeper.oncall.channel.MessengerKeys.Try;
import io.gamekeeper.oncall.message.Messenger;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Direct messages of a Slack app to a member. A message has a header, a section for each alert, and
 * buttons that lead to the runbook and the dashboard.
 *
 * @see <a href="https://docs.slack.dev/reference/methods/chat.postMessage">chat.postMessage</a>
 * @see <a href="https://docs.slack.dev/apis/web-api/rate-limits">Rate limits</a>
 */
final class SlackMessages implements Messenger {
  private static final URI POST_MESSAGE = URI.create("https://slack.com/api/chat.postMessage");

  /** <a href="https://docs.slack.dev/reference/block-kit/blocks/header-block">Header block</a>. */
  private static final int LONGEST_HEADER = 150;

  private static final int LONGEST_FACT = 300;

  /**
   * A section may have 3000 characters, but all blocks together not much more than 13 000 ({@code
   * msg_blocks_too_long}, see <a href="https://github.com/slackapi/bolt-js/issues/2509">bolt-js
   * 2509</a>). The rest is for headings, buttons and what frames them.
   */
  private static final int ROOM_FOR_FACTS = 10_000;

  /**
   * <a href="https://docs.slack.dev/reference/block-kit/block-elements/button-element">Button</a>.
   */
  private static final int LONGEST_LABEL = 75;

  /** What a phone's notification and a screen reader have room for. */
  private static final int LONGEST_TEXT = 400;

  private static final int UNAUTHORISED = 401;

  private static final Set<String> KEY_ERRORS =
      Set.of("invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive");
  private static final Set<String> PASSING_ERRORS =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "request_timeout",
          "service_unavailable",
          "team_added_to_org");

  private final Platform platform;
  private final MessengerKeys keys;

  SlackMessages(Platform platform, MessengerKeys keys) {
    this.platform = platform;
    this.keys = keys;
  }

  @Override
  public Result send(String contact, Notification notification) {
    return Contacts.checked(
        Channel.SLACK,
        contact,
        () -> {
          String message = message(contact, Wording.of(notification)).toString();
          return keys.with(
              List.of(MessengerCredentials.SLACK_BOT_TOKEN),
              known -> post(known.get(MessengerCredentials.SLACK_BOT_TOKEN), message));
        });
  }

  private Try post(String token, String message) {
    Exchange exchange = new Exchange("Slack", platform);
    try {
      Response response =
          exchange.send(
              new Request(
                  "POST",
                  POST_MESSAGE,
                  Map.of(
                      "Authorization",
                      "Bearer " + token,
                      "Content-Type",
                      "application/json; charset=utf-8"),
                  message));
      if (response.status() == UNAUTHORISED) {
        return new NotAccepted("Slack does not accept the bot's token");
      }
      return exchange
          .problem(response)
          .<Try>map(Done::new)
          .orElseGet(() -> answered(exchange, response.body()));
    } catch (IOException e) {
      return new Done(exchange.failed(e));
    }
  }

  /** Slack says with status 200 what is wrong, as a word. */
  private static Try answered(Exchange exchange, String body) {
    JsonNode answer = Documents.object(body).orElse(null);
    if (answer == null || !answer.path("ok").isBoolean()) {
      return new Done(exchange.unreadable());
    }
    if (answer.path("ok").booleanValue()) {
      return new Done(
          new Accepted(answer.path("channel").asText() + "/" + answer.path("ts").asText()));
    }
    String error =
        Documents.text(answer, "error")
            .filter(word -> word.matches("[a-z0-9_]{1,60}"))
            .orElse("an unknown error");
    if (KEY_ERRORS.contains(error)) {
      return new NotAccepted("Slack does not accept the bot's token: " + error);
    }
    return new Done(
        PASSING_ERRORS.contains(error)
            ? new Failed("Slack answered " + error, Optional.empty())
            : new Refused("Slack answered " + error));
  }

  private static ObjectNode message(String member, Wording wording) {
    ObjectNode message =
        Documents.create()
            .put("channel", member)
            .put("text", Markup.SLACK.fit(plain(wording), LONGEST_TEXT))
            .put("parse", "none")
            .put("link_names", false)
            .put("unfurl_links", false)
            .put("unfurl_media", false);
    ArrayNode blocks = message.putArray("blocks");
    blocks
        .addObject()
        .put("type", "header")
        .set("text", text(Markup.SLACK.fit(wording.title(), LONGEST_HEADER)));
    for (Wording.Part part : wording.parts()) {
      String whole = section(part);
      boolean fits = blocks.toString().length() + whole.length() <= ROOM_FOR_FACTS;
      blocks
          .addObject()
          .put("type", "section")
          .putObject("text")
          .put("type", "mrkdwn")
          .put("text", fits ? whole : "*%s*".formatted(Markup.SLACK.write(part.heading())))
          .put("verbatim", true);
    }
    ArrayNode context = blocks.addObject().put("type", "context").putArray("elements");
    if (wording.more() > 0) {
      context.add(text(wording.andMore()));
    }
    context.add(text(Markup.SLACK.write(wording.origin())));
    if (!wording.links().isEmpty()) {
      ArrayNode buttons = blocks.addObject().put("type", "actions").putArray("elements");
      wording.links().forEach(link -> buttons.add(button(link, buttons.size())));
    }
    return message;
  }

  private static String plain(Wording wording) {
    String impact = wording.first().meaning();
    return wording.title() + (impact.isEmpty() ? "" : ": " + impact);
  }

  private static String section(Wording.Part part) {
    StringBuilder section =
        new StringBuilder("*<%s|%s>*".formatted(part.page(), Markup.SLACK.write(part.heading())));
    for (Wording.Fact fact : part.facts()) {
      section
          .append("\n*")
          .append(fact.label())
          .append(":* ")
          .append(Markup.SLACK.fit(fact.text(), LONGEST_FACT));
    }
    return section.toString();
  }

  private static ObjectNode button(Wording.Link link, int index) {
    ObjectNode button =
        Documents.create()
            .put("type", "button")
            .put("action_id", "link-" + index)
            .put("url", link.address().toString());
    button.set("text", text(Markup.SLACK.fit(link.label(), LONGEST_LABEL)));
    return button;
  }

  private static ObjectNode text(String text) {
    return Documents.create().put("type", "plain_text").put("text", text).put("emoji", false);
  }
}
