package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.secret.CachedSecret;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlackMessagesTest {
  private static final String MEMBER = "U0123456789";
  private static final String OK = "{\"ok\":true,\"channel\":\"D1\",\"ts\":\"1503435956.000247\"}";

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void aMessageIsPostedToTheMemberWithTheBotsToken() {
    outside.answer(200, OK);

    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("D1/1503435956.000247"));

    Request request = outside.requests.getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.uri()).hasToString("https://slack.com/api/chat.postMessage");
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer " + Outside.BOT_TOKEN)
        .containsEntry("Content-Type", "application/json; charset=utf-8");
    assertThat(outside.timeouts).containsExactly(Duration.ofSeconds(3));
    JsonNode message = Outside.json(request.body());
    assertThat(message.path("channel").asText()).isEqualTo(MEMBER);
    assertThat(message.path("text").asText())
        .isEqualTo("[CRITICAL] ServerDown in prod: " + Told.MEANING);
    assertThat(message.path("parse").asText()).isEqualTo("none");
    assertThat(message.path("link_names").asBoolean(true)).isFalse();
  }

  @Test
  void aMessageHasAHeaderASectionForEachAlertAContextAndButtons() {
    JsonNode blocks = blocks(Told.serverDown());

    assertThat(types(blocks)).containsExactly("header", "section", "context", "actions");
    assertThat(blocks.get(0).path("text"))
        .isEqualTo(
            Outside.json(
                """
                {"type":"plain_text","text":"[CRITICAL] ServerDown in prod","emoji":false}"""));
    JsonNode section = blocks.get(1).path("text");
    assertThat(section.path("type").asText()).isEqualTo("mrkdwn");
    assertThat(section.path("verbatim").asBoolean()).isTrue();
    assertThat(section.path("text").asText())
        .isEqualTo(
            """
            *<https://console.example.com/#/alarms/gamekeeper-prod-ServerDown|CRITICAL ServerDown>*
            *Since:* 2026-11-21T09:48:00Z (for 12 min)
            *Impact:* %s
            *CloudWatch:* %s
            *Owner:* fleet"""
                .formatted(Told.MEANING, Told.REASON));
    assertThat(blocks.get(2).path("elements").get(0).path("text").asText())
        .isEqualTo("Notification prod/fleet/17 of 2026-11-21T10:00:00Z");
    assertThat(blocks.get(3).path("elements"))
        .isEqualTo(
            Outside.json(
                """
                [{"type":"button","action_id":"link-0",
                  "url":"https://console.example.com/#/runbooks/ServerDown",
                  "text":{"type":"plain_text","text":"Open runbook ServerDown","emoji":false}},
                 {"type":"button","action_id":"link-1",
                  "url":"https://console.example.com/#/dashboards/gamekeeper-prod-Fleet",
                  "text":{"type":"plain_text","text":"Dashboard Fleet","emoji":false}}]"""));
  }

  @Test
  void aMessageWithoutAnythingToOpenHasNoButtons() {
    JsonNode blocks =
        blocks(
            new Notification(
                "1",
                "prod",
                Told.AT,
                List.of(),
                List.of(
                    new Alert(
                        Map.of("stage", "prod", "alarm", "Old"),
                        Alert.State.RESOLVED,
                        Told.AT,
                        "",
                        "")),
                Told.CONSOLE,
                null,
                null));

    assertThat(types(blocks)).containsExactly("header", "section", "context");
  }

  @Test
  void alertsThatAreNotListedAreCounted() {
    JsonNode blocks =
        blocks(
            Told.notification(
                IntStream.range(0, 13).mapToObj(i -> Told.alert("Alarm" + i, "high")).toList(),
                List.of()));

    assertThat(types(blocks)).hasSize(1 + 10 + 2);
    assertThat(blocks.get(11).path("elements").get(0).path("text").asText())
        .isEqualTo("and 3 more");
  }

  @ParameterizedTest
  @ValueSource(strings = {Told.HOSTILE, "\"", "&", "警", "\uD83D\uDD25", "a"})
  void aMessageKeepsSlacksLimitsAndMentionsNobodyWhateverAlarmsSay(String piece) {
    JsonNode message = message(Told.hostile(13, piece));

    JsonNode blocks = message.path("blocks");
    assertThat(blocks.toString()).hasSizeLessThan(13_000);
    assertThat(blocks.get(0).path("text").path("text").asText().length()).isBetween(1, 150);
    assertThat(message.path("text").asText()).hasSizeLessThanOrEqualTo(400);
    for (JsonNode block : blocks) {
      if (block.path("type").asText().equals("section")) {
        assertThat(block.path("text").path("text").asText().length()).isBetween(1, 3000);
      }
    }
    for (JsonNode button : blocks.get(blocks.size() - 1).path("elements")) {
      assertThat(button.path("text").path("text").asText()).hasSizeLessThanOrEqualTo(75);
      assertThat(button.path("url").asText()).hasSizeLessThanOrEqualTo(3000);
    }
    assertThat(message.toString())
        .doesNotContain("<!")
        .doesNotContain("<@")
        .doesNotContain("<script")
        .doesNotContain("@channel")
        .doesNotContain("@here")
        .doesNotContain("\\n\\r")
        .doesNotContain("\\u0000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"internal_error", "fatal_error", "ratelimited", "service_unavailable"})
  void anErrorThatPassesIsAFailure(String error) {
    outside.answer(200, "{\"ok\":false,\"error\":\"" + error + "\"}");

    assertThat(send(Told.serverDown()))
        .isEqualTo(new Failed("Slack answered " + error, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel_not_found", "missing_scope", "msg_blocks_too_long"})
  void anErrorThatStaysIsARefusal(String error) {
    outside.answer(200, "{\"ok\":false,\"error\":\"" + error + "\"}");

    assertThat(send(Told.serverDown())).isEqualTo(new Refused("Slack answered " + error));
  }

  @Test
  void anErrorThatIsNoWordIsNotRepeated() {
    outside.answer(200, "{\"ok\":false,\"error\":\"token " + Outside.BOT_TOKEN + "\"}");

    Result result = send(Told.serverDown());

    assertThat(result).isEqualTo(new Refused("Slack answered an unknown error"));
    outside.assertNothingLeaks(result);
  }

  @Test
  void whoSendsTooOftenIsToldHowLongToWait() {
    outside.answer(new Response(429, "", Map.of("Retry-After", "30")));

    assertThat(send(Told.serverDown()))
        .isEqualTo(
            new Failed("Slack answered with status 429", Optional.of(Duration.ofSeconds(30))));
  }

  @Test
  void aStatusWithoutSuccessIsAFailureIfItPasses() {
    outside.answer(503, "busy");
    outside.answer(408, "");
    outside.answer(400, "no");
    outside.answer(302, "elsewhere");

    assertThat(send(Told.serverDown())).isInstanceOf(Failed.class);
    assertThat(send(Told.serverDown())).isInstanceOf(Failed.class);
    assertThat(send(Told.serverDown())).isEqualTo(new Refused("Slack answered with status 400"));
    assertThat(send(Told.serverDown())).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{}", "{\"ok\":\"true\"}", "<html>"})
  void anAnswerThatNobodyCanReadIsAFailure(String body) {
    outside.answer(200, body);

    assertThat(send(Told.serverDown()))
        .isEqualTo(new Failed("Slack answered something that is not documented", Optional.empty()));
  }

  @Test
  void noAnswerIsAFailureThatQuotesNothing() {
    outside.fail();
    outside.beSlow();

    Result unreachable = send(Told.serverDown());
    Result slow = send(Told.serverDown());

    assertThat(unreachable)
        .isEqualTo(new Failed("Slack cannot be reached: IOException", Optional.empty()));
    assertThat(slow).isEqualTo(new Failed("Slack did not answer within 3 s", Optional.empty()));
    outside.assertNothingLeaks(unreachable);
    outside.assertNothingLeaks(slow);
  }

  @Test
  void aReplacedTokenIsReadWhenTheOldOneIsNotAccepted() {
    outside.answer(200, OK);
    outside.answer(200, "{\"ok\":false,\"error\":\"token_revoked\"}");
    outside.answer(200, OK);
    send(Told.serverDown());
    outside.secret.put(MessengerCredentials.SLACK_BOT_TOKEN, Outside.NEW_BOT_TOKEN);
    outside.platform.time.advance(CachedSecret.PAUSE);

    assertThat(send(Told.serverDown())).isInstanceOf(Accepted.class);

    assertThat(outside.requests)
        .extracting(request -> String.valueOf(request.headers().get("Authorization")))
        .containsExactly(
            "Bearer " + Outside.BOT_TOKEN,
            "Bearer " + Outside.BOT_TOKEN,
            "Bearer " + Outside.NEW_BOT_TOKEN);
  }

  @Test
  void aTokenThatIsNotAcceptedIsARefusalAfterOneRenewal() {
    outside.answer(200, "{\"ok\":false,\"error\":\"invalid_auth\"}");
    outside.platform.time.advance(CachedSecret.FRESH);

    Result same = send(Told.serverDown());

    assertThat(same).isEqualTo(new Refused("Slack does not accept the bot's token: invalid_auth"));
    assertThat(outside.requests).hasSize(1);

    outside.answer(401, "");
    outside.answer(401, "");
    outside.secret.put(MessengerCredentials.SLACK_BOT_TOKEN, Outside.NEW_BOT_TOKEN);
    outside.platform.time.advance(CachedSecret.PAUSE);

    Result both = send(Told.serverDown());

    assertThat(both).isEqualTo(new Refused("Slack does not accept the bot's token"));
    assertThat(outside.requests).hasSize(3);
    outside.assertNothingLeaks(same);
    outside.assertNothingLeaks(both);
  }

  @Test
  void nobodyButAMemberIsWrittenTo() {
    Result result = outside.messenger(Channel.SLACK).send("#general", Told.serverDown());

    assertThat(result).isEqualTo(new Refused("the contact is not a member id such as U0123456789"));
    assertThat(outside.requests).isEmpty();
  }

  private Result send(Notification notification) {
    return outside.messenger(Channel.SLACK).send(MEMBER, notification);
  }

  private JsonNode message(Notification notification) {
    outside.answer(200, OK);
    assertThat(send(notification)).isInstanceOf(Accepted.class);
    return Outside.json(outside.requests.getLast().body());
  }

  private JsonNode blocks(Notification notification) {
    return message(notification).path("blocks");
  }

  private static List<String> types(JsonNode blocks) {
    List<String> types = new ArrayList<>();
    blocks.forEach(block -> types.add(block.path("type").asText()));
    return types;
  }
}
