package io.gamekeeper.oncall.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.Channel;
import io.gamekeeper.oncall.message.Messenger.Accepted;
import io.gamekeeper.oncall.message.Messenger.Failed;
import io.gamekeeper.oncall.message.Messenger.Refused;
import io.gamekeeper.oncall.message.Messenger.Result;
import io.gamekeeper.oncall.message.Notification;
import io.gamekeeper.oncall.secret.CachedSecret;
import io.gamekeeper.platform.WebClient.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeComMessagesTest {
  private static final String OK = "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":\"msg-1\"}";
  private static final String GET_TOKEN =
      "https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=wwcorp&corpsecret=app%2Bhush%2F%3D%261";

  private final Outside outside = new Outside();

  @AfterEach
  void close() {
    outside.close();
  }

  @Test
  void aMessageIsSentWithATokenOfTheApp() {
    token("hush 1");
    outside.answer(200, OK);

    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("msg-1"));

    assertThat(outside.requests).extracting(Request::method).containsExactly("GET", "POST");
    assertThat(addresses())
        .containsExactly(
            GET_TOKEN, "https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=hush+1");
    JsonNode message = Outside.json(outside.requests.getLast().body());
    assertThat(message)
        .isEqualTo(
            Outside.json(
                """
                {"touser":"ada","msgtype":"markdown","agentid":1000002,
                 "markdown":{"content":%s},
                 "enable_duplicate_check":1,"duplicate_check_interval":1800}"""
                    .formatted(message.path("markdown").path("content"))));
    assertThat(message.path("markdown").path("content").asText())
        .isEqualTo(
            """
            **[CRITICAL] ServerDown in prod**
            [Open runbook ServerDown](https://console.example.com/#/runbooks/ServerDown)
            [Dashboard Fleet](https://console.example.com/#/dashboards/gamekeeper-prod-Fleet)

            **CRITICAL ServerDown**
            >Since: 2026-11-21T09:48:00Z (for 12 min)
            >Impact: %s
            >CloudWatch: Threshold Crossed: 3 datapoints ［2.0］ were less than (3.0).
            >Owner: fleet"""
                .formatted(Told.MEANING));
  }

  @Test
  void theSameNotificationIsTheSameRequestSoThatWeComDropsIt() {
    token("hush");
    outside.answer(200, OK);
    outside.answer(200, OK);

    send(Told.serverDown());
    outside.platform.time.advance(Duration.ofMinutes(5));
    send(Told.serverDown());

    assertThat(outside.requests.get(2).body()).isEqualTo(outside.requests.get(1).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {Told.HOSTILE, "警报", "\uD83D\uDD25", "\"\\", "<", "a"})
  void aMessageKeepsWeComsLimitAndHasNoFormatWhateverAlarmsSay(String piece) {
    for (int alerts : new int[] {1, 2, 13}) {
      token("hush");
      outside.answer(200, OK);
      outside.platform.time.advance(Duration.ofHours(3));

      assertThat(send(Told.hostile(alerts, piece))).isInstanceOf(Accepted.class);

      String body = String.valueOf(outside.requests.getLast().body());
      // Code 40033: a request may have no characters in the form of escapes.
      assertThat(body).doesNotContain("\\u");
      String content = Outside.json(body).path("markdown").path("content").asText();
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      assertThat(bytes.length).isBetween(300, 2048);
      assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(content);
      assertThat(content)
          .startsWith("**[CRITICAL] ")
          .contains("](https://console.example.com/#/runbooks")
          .doesNotContain("<")
          .doesNotContain("](https://evil")
          .doesNotContain("**b**")
          .doesNotContain("`");
      if (alerts == 13) {
        assertThat(content).containsPattern("\n\nand [0-9]+ more$");
      }
    }
  }

  @Test
  void alertsWithoutRoomForTheirFactsAreNamedAndTheRestIsCounted() {
    token("hush");
    outside.answer(200, OK);

    send(
        Told.notification(
            IntStream.range(0, 13)
                .mapToObj(i -> Told.alert("Alarm" + i, "high", State.FIRING, "x".repeat(500), ""))
                .toList(),
            List.of()));

    String content = content();
    assertThat(content)
        .contains("**HIGH Alarm0**\n>Since", "**HIGH Alarm9**")
        .endsWith("and 3 more");
    assertThat(content).doesNotContain("**HIGH Alarm9**\n>");
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItsEnd() {
    token("hush-1");
    outside.answer(200, OK);
    outside.answer(200, OK);
    send(Told.serverDown());
    outside.platform.time.advance(Duration.ofSeconds(7200 - 61));
    send(Told.serverDown());
    assertThat(addresses()).filteredOn(GET_TOKEN::equals).hasSize(1);

    token("hush-2");
    outside.answer(200, OK);
    outside.platform.time.advance(Duration.ofSeconds(1));
    send(Told.serverDown());

    assertThat(addresses()).filteredOn(GET_TOKEN::equals).hasSize(2);
    assertThat(addresses().getLast()).endsWith("=hush-2");
  }

  @ParameterizedTest
  @ValueSource(ints = {40014, 42001})
  void aTokenThatIsNotAcceptedIsRenewedOnce(int code) {
    token("hush-1");
    error(code);
    token("hush-2");
    outside.answer(200, OK);

    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("msg-1"));
    assertThat(addresses().getLast()).endsWith("=hush-2");

    error(code);
    token("hush-3");
    error(code);

    Result result = send(Told.serverDown());

    assertThat(result).isEqualTo(new Refused("WeCom answered with code " + code));
    outside.assertNothingLeaks(result);
  }

  @Test
  void allRequestsOfAMessageShareThreeSeconds() {
    outside.answerAfter(
        Duration.ofSeconds(2),
        200,
        "{\"errcode\":0,\"access_token\":\"hush\",\"expires_in\":7200}");
    outside.beSlow();

    assertThat(send(Told.serverDown()))
        .isEqualTo(new Failed("WeCom did not answer within 3 s", Optional.empty()));
    assertThat(outside.timeouts).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(1));

    outside.answerAfter(Duration.ofSeconds(3), 200, "{\"errcode\":42001}");

    assertThat(send(Told.serverDown()))
        .isEqualTo(new Failed("WeCom did not answer within 3 s", Optional.empty()));
  }

  @Test
  void replacedKeysAreReadWhenTheOldOnesAreNotAccepted() {
    token("hush-1");
    outside.answer(200, OK);
    send(Told.serverDown());
    outside.secret.put(MessengerCredentials.WECOM_SECRET, "new-hush");
    outside.platform.time.advance(Duration.ofMinutes(4));
    error(42001);
    error(40001);
    token("hush-2");
    outside.answer(200, OK);

    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("msg-1"));
    assertThat(addresses().get(4)).endsWith("corpsecret=new-hush");
  }

  @Test
  void anotherAppHasAnotherToken() {
    token("hush-1");
    outside.answer(200, OK);
    send(Told.serverDown());
    outside.secret.put(MessengerCredentials.WECOM_SECRET, "new-hush");
    outside.platform.time.advance(CachedSecret.FRESH);
    token("hush-2");
    outside.answer(200, OK);

    send(Told.serverDown());

    assertThat(addresses().getLast()).endsWith("=hush-2");
  }

  @ParameterizedTest
  @ValueSource(ints = {40001, 40013, 40056, 40091})
  void keysThatAreNotAcceptedAreARefusal(int code) {
    error(code);

    Result result = send(Told.serverDown());

    assertThat(result)
        .isEqualTo(
            new Refused(
                "WeCom answered with code " + code + ": it does not accept the app's keys"));
    outside.assertNothingLeaks(result);
  }

  @Test
  void aMemberWhomWeComDoesNotReachIsARefusal() {
    token("hush");
    outside.answer(
        200, "{\"errcode\":0,\"errmsg\":\"ok\",\"invaliduser\":\"ada\",\"msgid\":\"1\"}");
    outside.answer(200, "{\"errcode\":0,\"unlicenseduser\":\"ada\",\"msgid\":\"1\"}");
    outside.answer(200, "{\"errcode\":0,\"invaliduser\":\"\",\"msgid\":\"1\"}");

    assertThat(send(Told.serverDown()))
        .isEqualTo(new Refused("WeCom does not know the member, or the app is hidden from them"));
    assertThat(send(Told.serverDown()))
        .isEqualTo(new Refused("the member has no WeCom licence for messages of apps"));
    assertThat(send(Told.serverDown())).isEqualTo(new Accepted("1"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, WeCom answered with code -1: it is busy,",
    "6000, WeCom answered with code 6000: it is busy,",
    "45009, WeCom answered with code 45009: too many messages, PT1M",
    "45033, WeCom answered with code 45033: too many messages, PT1M"
  })
  void aCodeThatPassesIsAFailure(int code, String why, Duration after) {
    token("hush");
    error(code);

    assertThat(send(Told.serverDown())).isEqualTo(new Failed(why, Optional.ofNullable(after)));
  }

  @ParameterizedTest
  @CsvSource({
    "60020, WeCom answered with code 60020: the app's list of trusted addresses lacks ours",
    "81013, 'WeCom answered with code 81013: it does not know the member, or the app is hidden from"
        + " them'",
    "40035, WeCom answered with code 40035"
  })
  void aCodeThatStaysIsARefusal(int code, String why) {
    token("hush");
    error(code);

    assertThat(send(Told.serverDown())).isEqualTo(new Refused(why));
  }

  @Test
  void anAnswerThatNobodyCanReadIsAFailure() {
    Failed unreadable =
        new Failed("WeCom answered something that is not documented", Optional.empty());
    outside.answer(200, "<html>");
    assertThat(send(Told.serverDown())).isEqualTo(unreadable);
    outside.answer(200, "{\"errcode\":0}");
    assertThat(send(Told.serverDown())).isEqualTo(unreadable);
    token("hush");
    outside.answer(200, "{\"errcode\":\"0\"}");
    assertThat(send(Told.serverDown())).isEqualTo(unreadable);
  }

  @Test
  void aStatusWithoutSuccessIsAFailureIfItPasses() {
    outside.answer(502, "");
    assertThat(send(Told.serverDown()))
        .isEqualTo(new Failed("WeCom answered with status 502", Optional.empty()));
    outside.answer(404, "");
    assertThat(send(Told.serverDown())).isEqualTo(new Refused("WeCom answered with status 404"));
  }

  @Test
  void noAnswerIsAFailureThatQuotesNothing() {
    outside.fail();
    Result first = send(Told.serverDown());
    token("hush");
    outside.fail();
    Result second = send(Told.serverDown());

    assertThat(first)
        .isEqualTo(second)
        .isEqualTo(new Failed("WeCom cannot be reached: IOException", Optional.empty()));
    outside.assertNothingLeaks(first);
  }

  @Test
  void nobodyButAMemberIsWrittenTo() {
    for (String contact : new String[] {"@all", "ada|bob"}) {
      assertThat(outside.messenger(Channel.WECOM).send(contact, Told.serverDown()))
          .isEqualTo(new Refused("the contact is not a member's id"));
    }
    assertThat(outside.requests).isEmpty();
  }

  @Test
  void anAgentThatIsNoNumberIsARefusal() {
    outside.secret.put(MessengerCredentials.WECOM_AGENT_ID, "gamekeeper");

    assertThat(send(Told.serverDown())).isEqualTo(new Refused("wecomAgentId is not a number"));
  }

  private Result send(Notification notification) {
    return outside.messenger(Channel.WECOM).send("ada", notification);
  }

  private void token(String value) {
    outside.answer(
        200,
        "{\"errcode\":0,\"errmsg\":\"ok\",\"access_token\":\"%s\",\"expires_in\":7200}"
            .formatted(value));
  }

  private void error(int code) {
    outside.answer(200, "{\"errcode\":%d,\"errmsg\":\"no: access_token hush\"}".formatted(code));
  }

  private List<String> addresses() {
    return outside.requests.stream().map(request -> request.uri().toString()).toList();
  }

  private String content() {
    return Outside.json(outside.requests.getLast().body())
        .path("markdown")
        .path("content")
        .asText();
  }
}
