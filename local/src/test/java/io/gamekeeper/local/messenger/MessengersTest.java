package io.gamekeeper.local.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.aws.smsvoice.EndUserMessaging;
import io.gamekeeper.local.client.Callers;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.inbox.Delivered;
import io.gamekeeper.local.inbox.Fault;
import io.gamekeeper.local.inbox.Line;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.pinpointsmsvoicev2.PinpointSmsVoiceV2Client;

final class MessengersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:1:secret:messengers";
  private static final String NUMBER =
      "arn:aws:sms-voice:eu-central-1:000000000000:phone-number/phone-1";
  private static final MessengerEnvironment ENVIRONMENT =
      new MessengerEnvironment(
          SECRET,
          "arn:aws:ses:eu-central-1:000000000000:identity/example.com",
          "oncall@example.com",
          NUMBER);
  private static final String SLACK = "https://slack.com/api/chat.postMessage";
  private static final String WECOM = "https://qyapi.weixin.qq.com/cgi-bin/";

  private final LedTime led = new LedTime();
  private final VirtualTime time = new VirtualTime();
  private final Channels channels =
      new Channels(new StageTime(time, time::advance, new Random(17)));
  private final EndUserMessaging phones =
      new Services(led.ground()).add(new EndUserMessaging(led.ground(), channels));
  private final WebHosts web = new WebHosts();
  private final Path folder;
  private final Secrets secrets;
  private Messengers messengers;

  MessengersTest(@TempDir Path folder) {
    this.folder = folder;
    this.secrets = new Secrets(new AccessControl(), folder.resolve("secrets.json"));
    secrets.create(
        "messengers",
        SECRET,
        new AwsEnvironment("111122223333", "eu-central-1"),
        Optional.empty(),
        () -> "{}");
    messengers = open(folder);
  }

  @BeforeEach
  void aFunctionReachesPeople() {
    messengers.trustedBy(function(ENVIRONMENT.toMap()));
  }

  @AfterEach
  void close() {
    led.close();
  }

  @Test
  void theKeysAreMadeUpPerFolderAndKept(@TempDir Path other) {
    JsonNode first = credentials();
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            MessengerCredentials.SLACK_BOT_TOKEN,
            MessengerCredentials.WECOM_CORP_ID,
            MessengerCredentials.WECOM_AGENT_ID,
            MessengerCredentials.WECOM_SECRET,
            MessengerCredentials.HEARTBEAT_URL);
    assertThat(credential(MessengerCredentials.SLACK_BOT_TOKEN)).startsWith("xoxb-");

    messengers = open(folder);
    messengers.trustedBy(function(ENVIRONMENT.toMap()));
    assertThat(credentials()).isEqualTo(first);

    messengers = open(other);
    messengers.trustedBy(function(ENVIRONMENT.toMap()));
    first
        .properties()
        .forEach(
            member ->
                assertThat(credentials().path(member.getKey())).isNotEqualTo(member.getValue()));
  }

  @Test
  void theNumberOfTheEnvironmentIsOneOfTheAccount() {
    led.ground()
        .world()
        .client(Callers.allowed("sms-voice:*", NUMBER), PinpointSmsVoiceV2Client.class)
        .sendTextMessage(
            request ->
                request
                    .originationIdentity(NUMBER)
                    .destinationPhoneNumber("+12025550101")
                    .messageBody("hello"));

    assertThat(channels.inbox().all()).extracting(Delivered::channel).containsExactly(Channel.SMS);
  }

  @Test
  void anEnvironmentThatCannotWorkNamesTheFunction() {
    assertThatThrownBy(
            () ->
                messengers.trustedBy(
                    function(Map.of(MessengerEnvironment.CREDENTIALS, SECRET + "-gone"))))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Pager")
        .hasMessageContaining(SECRET + "-gone");
    assertThatThrownBy(
            () ->
                messengers.trustedBy(
                    function(Map.of(MessengerEnvironment.PHONE_NUMBER, "+12025550100"))))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Pager")
        .hasMessageContaining("phone-number/ID");
    messengers.trustedBy(function(Map.of()));
  }

  @Test
  void slackShowsTextAndBlocks() throws Exception {
    JsonNode answer = slack(blocks());

    assertThat(answer.path("ok").asBoolean()).isTrue();
    assertThat(answer.path("ts").asText()).matches("\\d{10}\\.\\d{6}");
    assertThat(channels.inbox().all())
        .containsExactly(
            new Delivered(
                Channel.SLACK,
                "U00000001",
                VirtualTime.START,
                "It burns & smokes",
                """
                CRITICAL: it burns
                It burns & smokes
                *since* 10:00, see the runbook
                left
                right
                Open the console
                game-api at https://bare.example/x""",
                List.of(
                    "https://runbooks.example/fire",
                    "https://console.example/alarms?a=1&b=2",
                    "https://bare.example/x")));
  }

  @Test
  void everyMessageOfSlackHasItsOwnTime() throws Exception {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      ids.add(slack(text("hello")).path("ts").asText());
    }

    assertThat(ids).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          <b>&lt;https://evil.example|click&gt;</b> ¦ <b><https://evil.example|click></b> ¦ https://evil.example
          a &lt;!channel&gt; b                      ¦ a <!channel> b                      ¦ ~~
          a <!channel> b                            ¦ a @channel b                        ¦ ~~
          <https://evil.example|click>              ¦ click                               ¦ https://evil.example
          <@U00000002> &amp;lt;                     ¦ @U00000002 &lt;                     ¦ ~~
          a < b > c <i>                             ¦ a < b > c <i>                       ¦ ~~
          """)
  void slackShowsWhatWasEscapedAndObeysWhatWasNot(String sent, String seen, String link)
      throws Exception {
    slack(text(sent));

    Delivered message = channels.inbox().all().getFirst();
    assertThat(message.text().strip()).isEqualTo(seen);
    assertThat(String.join(" ", message.links())).isEqualTo(link);
  }

  @Test
  void slackNeedsTheBotsToken() throws Exception {
    assertThat(slack(text("hello"), "Bearer xoxb-other")).isEqualTo("invalid_auth");
    assertThat(slack(text("hello"), null)).isEqualTo("not_authed");
    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void slackRefusesWithAnErrorInAnOrdinaryAnswer() throws Exception {
    assertThat(error(text("hello").put("channel", "#general"))).isEqualTo("channel_not_found");
    assertThat(error(text("hello").put("channel", ""))).isEqualTo("channel_not_found");
    assertThat(error(text(""))).isEqualTo("no_text");
    assertThat(error(text("x".repeat(40_001)))).isEqualTo("msg_too_long");
    assertThat(error(text("t").put("blocks", "none"))).isEqualTo("invalid_blocks_format");
    String bearer = "Bearer " + credential(MessengerCredentials.SLACK_BOT_TOKEN);
    assertThat(error(SLACK, "POST", bearer, "application/json", "{")).isEqualTo("invalid_json");
    assertThat(error(SLACK, "POST", bearer, "application/json", "[]")).isEqualTo("json_not_object");
    assertThat(error(SLACK, "POST", bearer, "text/plain", "{}")).isEqualTo("invalid_form_data");
    assertThat(error(SLACK, "PUT", bearer, "application/json", "{}"))
        .isEqualTo("invalid_post_type");
    assertThat(error("https://slack.com/api/chat.update", "POST", bearer, "application/json", "{}"))
        .isEqualTo("unknown_method");
    assertThat(channels.inbox().all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          {'type':'header','text':{'type':'mrkdwn','text':'a'}};                 must be a plain_text object [json-pointer:/blocks/0/text]
          {'type':'header','text':{'type':'plain_text','text':'150+'}};          must be less than 151 characters [json-pointer:/blocks/0/text/text]
          {'type':'header','text':{'type':'plain_text','text':''}};              must be more than 0 characters [json-pointer:/blocks/0/text/text]
          {'type':'section','text':{'type':'mrkdwn','text':'3000+'}};            must be less than 3001 characters [json-pointer:/blocks/0/text/text]
          {'type':'section','text':'a'};                                         must be a text object [json-pointer:/blocks/0/text]
          {'type':'section'};                                                    must define either `fields` or `text` [json-pointer:/blocks/0]
          {'type':'section','text':{'type':'mrkdwn','text':'a'},'colour':'red'}; invalid additional property: colour [json-pointer:/blocks/0]
          {'type':'actions','elements':[]};                                      no fewer than 1 items required [json-pointer:/blocks/0/elements]
          {'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'75+'}}]}; must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]
          {'type':'actions','elements':[{'type':'button','text':{'type':'plain_text','text':'a'},'url':'javascript:alert(1)'}]}; must be a valid URL [json-pointer:/blocks/0/elements/0/url]
          {'type':'actions','elements':[{'type':'select'}]};                     unsupported type: select [json-pointer:/blocks/0/elements/0]
          {'type':'context','elements':[]};                                      no fewer than 1 items required [json-pointer:/blocks/0/elements]
          {'type':'poem'};                                                       unsupported type: poem [json-pointer:/blocks/0]
          """)
  void slackNamesThePlaceInABlock(String block, String problem) throws Exception {
    ObjectNode message = text("t");
    message
        .putArray("blocks")
        .add(
            JSON.readTree(
                block
                    .replace("150+", "x".repeat(151))
                    .replace("3000+", "x".repeat(3001))
                    .replace("75+", "x".repeat(76))
                    .replace('\'', '"')));

    JsonNode answer = slack(message);

    assertThat(answer.path("error").asText()).isEqualTo("invalid_blocks");
    assertThat(answer.path("response_metadata").path("messages").path(0).asText())
        .isEqualTo("[ERROR] " + problem);
    assertThat(channels.inbox().all()).isEmpty();
  }

  @Test
  void slackTakesFiftyBlocks() throws Exception {
    ObjectNode message = text("t");
    ArrayNode blocks = message.putArray("blocks");
    for (int i = 0; i < 50; i++) {
      blocks.addObject().put("type", "divider");
    }
    assertThat(slack(message).path("ok").asBoolean()).isTrue();

    blocks.addObject().put("type", "divider");
    assertThat(error(message)).isEqualTo("invalid_blocks");
  }

  @Test
  void aMessageOfWeComReachesEachMember() throws Exception {
    JsonNode answer =
        weCom(markdown("## It burns\n> <b>hot</b>, [look](https://console.example/a)"));

    assertThat(answer.path("errcode").asInt()).isZero();
    assertThat(answer.path("invaliduser").asText()).isEmpty();
    assertThat(answer.path("msgid").asText()).isNotEmpty();
    assertThat(channels.inbox().all())
        .containsExactly(
            new Delivered(
                Channel.WECOM,
                "server-engineer",
                VirtualTime.START,
                "It burns",
                "## It burns\n> <b>hot</b>, [look](https://console.example/a)",
                List.of("https://console.example/a")));
  }

  @Test
  void weComSaysWhichMembersThereAreNot() throws Exception {
    JsonNode some = weCom(markdown("hello").put("touser", "ann|no one|bob"));
    assertThat(some.path("errcode").asInt()).isZero();
    assertThat(some.path("invaliduser").asText()).isEqualTo("no one");
    assertThat(channels.inbox().all()).extracting(Delivered::to).containsExactly("ann", "bob");

    assertThat(code(markdown("hello").put("touser", "no one"))).isEqualTo(81013);
    assertThat(code(markdown("hello").put("touser", ""))).isEqualTo(82001);
  }

  @Test
  void weComRefusesByCodes() throws Exception {
    assertThat(code(markdown("hello").put("agentid", 1))).isEqualTo(40056);
    assertThat(code(markdown("hello").put("msgtype", "poem"))).isEqualTo(40008);
    assertThat(code(markdown(" "))).isEqualTo(44004);
    assertThat(code(markdown("火".repeat(682)))).isZero(); // 2046 bytes
    assertThat(code(markdown("火".repeat(683)))).isEqualTo(45002);
    String token = accessToken();
    assertThat(weCom(token, "{").path("errcode").asInt()).isEqualTo(47001);
    assertThat(weCom(token, "[]").path("errcode").asInt()).isEqualTo(47001);
    assertThat(channels.inbox().all()).hasSize(1);
  }

  @Test
  void aTokenOfWeComIsTheSameUntilItExpires() throws Exception {
    String first = accessToken();
    time.advance(Duration.ofSeconds(7199));
    assertThat(accessToken()).isEqualTo(first);
    assertThat(get("gettoken?" + keys()).path("expires_in").asInt()).isEqualTo(1);

    time.advance(Duration.ofSeconds(1));
    assertThat(weCom(first, markdown("hello").toString()).path("errcode").asInt()).isEqualTo(42001);
    String second = accessToken();
    assertThat(second).isNotEqualTo(first);
    assertThat(weCom(second, markdown("hello").toString()).path("errcode").asInt()).isZero();
    assertThat(weCom("made-up", markdown("hello").toString()).path("errcode").asInt())
        .isEqualTo(40014);
    assertThat(weCom("", markdown("hello").toString()).path("errcode").asInt()).isEqualTo(41001);
  }

  @Test
  void weComKnowsItsCompanyAndItsApp() throws Exception {
    String company = credential(MessengerCredentials.WECOM_CORP_ID);
    String secret = credential(MessengerCredentials.WECOM_SECRET);

    assertThat(get("gettoken?corpid=" + company + "&corpsecret=x").path("errcode").asInt())
        .isEqualTo(40001);
    assertThat(get("gettoken?corpid=x&corpsecret=" + secret).path("errcode").asInt())
        .isEqualTo(40013);
    assertThat(get("gettoken?corpsecret=" + secret).path("errcode").asInt()).isEqualTo(41002);
    assertThat(get("gettoken?corpid=" + company).path("errcode").asInt()).isEqualTo(41004);
  }

  @Test
  void busyMessengersSaySoInTheirOwnWay() throws Exception {
    channels.disturb(Channel.SLACK, new Fault(Fault.State.BUSY, 0));
    channels.disturb(Channel.WECOM, new Fault(Fault.State.BUSY, 0));

    Response slack = post(SLACK, text("hello").toString());
    assertThat(slack.status()).isEqualTo(429);
    assertThat(slack.headers()).containsEntry("retry-after", "30");
    assertThat(JSON.readTree(slack.body()).path("error").asText()).isEqualTo("ratelimited");
    JsonNode weCom = get("gettoken?" + keys());
    assertThat(weCom.path("errcode").asInt()).isEqualTo(45009);
    assertThat(channels.inbox().all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {SLACK, WECOM + "gettoken"})
  void messengersGoDownGetSlowAndBreak(String address) throws Exception {
    Channel channel = address.equals(SLACK) ? Channel.SLACK : Channel.WECOM;
    channels.disturb(channel, new Fault(Fault.State.DOWN, 0));
    assertThatThrownBy(() -> post(address, "{}")).isInstanceOf(ConnectException.class);

    channels.disturb(channel, new Fault(Fault.State.UP, 100));
    assertThat(post(address, "{}").status()).isEqualTo(500);

    channels.disturb(channel, new Fault(Fault.State.SLOW, 0));
    Instant before = time.instant();
    Request request = new Request("POST", URI.create(address), Map.of(), "{}");
    assertThatThrownBy(() -> web.send(request, Duration.ofSeconds(2)))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(time.instant()).isEqualTo(before.plusSeconds(2));
    web.send(request, PATIENCE);
    assertThat(time.instant()).isEqualTo(before.plusSeconds(2).plus(Line.SLOWNESS));

    channels.disturb(channel, new Fault(Fault.State.UP, 50));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      statuses.add(post(SLACK.equals(address) ? SLACK : WECOM + "x", "{}").status());
    }
    assertThat(statuses).contains(500).anyMatch(status -> status != 500);
  }

  @Test
  void theWatcherRemembersTheLastHeartbeat() throws Exception {
    URI address = URI.create(credential(MessengerCredentials.HEARTBEAT_URL));
    assertThat(messengers.lastHeartbeat()).isEmpty();
    assertThat(web.get(address.resolve("/ping/other"), PATIENCE).status()).isEqualTo(404);
    assertThat(web.send(new Request("DELETE", address, Map.of(), null), PATIENCE).status())
        .isEqualTo(405);
    assertThat(messengers.lastHeartbeat()).isEmpty();

    assertThat(web.get(address, PATIENCE).status()).isEqualTo(200);
    time.advance(Duration.ofMinutes(1));
    assertThat(web.send(new Request("POST", address, Map.of(), "up"), PATIENCE).status())
        .isEqualTo(200);

    assertThat(messengers.lastHeartbeat()).contains(VirtualTime.START.plusSeconds(60));
  }

  private Messengers open(Path keys) {
    return Messengers.open(keys, time, web, secrets, phones.numbers(), channels);
  }

  private FunctionConfig function(Map<String, String> environment) {
    return new DeclaredFunction("Pager", folder).environment(environment).config();
  }

  private JsonNode credentials() {
    try {
      return JSON.readTree(secrets.value(SECRET));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String credential(String member) {
    return credentials().path(member).asText();
  }

  private static ObjectNode text(String text) {
    return JSON.createObjectNode().put("channel", "U00000001").put("text", text);
  }

  private static ObjectNode blocks() throws IOException {
    ObjectNode message = text("CRITICAL: it burns");
    message.set(
        "blocks",
        JSON.readTree(
            """
            [{"type":"header","text":{"type":"plain_text","text":"It burns &amp; smokes","emoji":true}},
             {"type":"section","text":{"type":"mrkdwn","text":"*since* 10:00, see <https://runbooks.example/fire|the runbook>"},
              "fields":[{"type":"mrkdwn","text":"left"},{"type":"plain_text","text":"right"}]},
             {"type":"divider"},
             {"type":"actions","elements":[{"type":"button","action_id":"console","style":"primary",
               "text":{"type":"plain_text","text":"Open the console"},"url":"https://console.example/alarms?a=1&b=2"}]},
             {"type":"context","elements":[{"type":"mrkdwn","text":"game-api at https://bare.example/x"}]}]
            """));
    return message;
  }

  private JsonNode slack(ObjectNode message) throws IOException {
    Response response = post(SLACK, message.toString());
    assertThat(response.status()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private String slack(ObjectNode message, @Nullable String authorization) throws IOException {
    return error(SLACK, "POST", authorization, "application/json", message.toString());
  }

  private String error(ObjectNode message) throws IOException {
    JsonNode answer = slack(message);
    assertThat(answer.path("ok").asBoolean(true)).isFalse();
    return answer.path("error").asText();
  }

  private String error(
      String address, String method, @Nullable String authorization, String type, String body)
      throws IOException {
    Map<String, String> headers =
        authorization == null
            ? Map.of("Content-Type", type)
            : Map.of("Content-Type", type, "authorization", authorization);
    Response response = web.send(new Request(method, URI.create(address), headers, body), PATIENCE);
    assertThat(response.status()).isEqualTo(200);
    return JSON.readTree(response.body()).path("error").asText();
  }

  private Response post(String address, String body) throws IOException {
    return web.send(
        new Request(
            "POST",
            URI.create(address),
            Map.of(
                "Content-Type",
                "application/json; charset=utf-8",
                "Authorization",
                "Bearer " + credential(MessengerCredentials.SLACK_BOT_TOKEN)),
            body),
        PATIENCE);
  }

  private ObjectNode markdown(String content) {
    ObjectNode message =
        JSON.createObjectNode()
            .put("touser", "server-engineer")
            .put("msgtype", "markdown")
            .put("agentid", Integer.parseInt(credential(MessengerCredentials.WECOM_AGENT_ID)));
    message.putObject("markdown").put("content", content);
    return message;
  }

  private String keys() {
    return "corpid="
        + credential(MessengerCredentials.WECOM_CORP_ID)
        + "&corpsecret="
        + credential(MessengerCredentials.WECOM_SECRET);
  }

  private String accessToken() throws IOException {
    JsonNode answer = get("gettoken?" + keys());
    assertThat(answer.path("errcode").asInt()).isZero();
    assertThat(answer.path("errmsg").asText()).isEqualTo("ok");
    return answer.path("access_token").asText();
  }

  private JsonNode get(String path) throws IOException {
    return JSON.readTree(web.get(URI.create(WECOM + path), PATIENCE).body());
  }

  private int code(ObjectNode message) throws IOException {
    return weCom(message).path("errcode").asInt();
  }

  private JsonNode weCom(ObjectNode message) throws IOException {
    return weCom(accessToken(), message.toString());
  }

  private JsonNode weCom(String token, String body) throws IOException {
    return JSON.readTree(post(WECOM + "message/send?access_token=" + token, body).body());
  }
}
