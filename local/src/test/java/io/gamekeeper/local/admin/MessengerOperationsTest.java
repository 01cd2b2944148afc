package io.gamekeeper.local.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.oncall.MessengerCredentials;
import io.gamekeeper.contract.oncall.MessengerEnvironment;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.secrets.Secrets;
import io.gamekeeper.local.aws.smsvoice.EndUserMessaging;
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.http.OperatorsDoor;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.inbox.Channel;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.inbox.Fault;
import io.gamekeeper.local.messenger.Messengers;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.testing.DeclaredFunction;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MessengerOperationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LedTime time = new LedTime();
  private final Channels channels = Channels.on(time.ground());
  private final WebHosts web = new WebHosts();
  private final Secrets secrets;
  private final MessengerOperations operations;

  MessengerOperationsTest(@TempDir Path folder) {
    secrets = new Secrets(new AccessControl(), folder.resolve("secrets.json"));
    secrets.create("keys", "keys", AwsEnvironment.LAPTOP, Optional.empty(), () -> "{}");
    Messengers messengers =
        Messengers.open(
            folder,
            time,
            web,
            secrets,
            new Services(time.ground())
                .add(new EndUserMessaging(time.ground(), channels))
                .numbers(),
            channels);
    messengers.trustedBy(
        new DeclaredFunction("Pager", folder)
            .environment(Map.of(MessengerEnvironment.CREDENTIALS, "keys"))
            .config());
    operations =
        new MessengerOperations(
            channels, messengers, link -> OperatorsDoor.here(link, "ops.example", 8080));
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void theInboxIsListedNewestFirst() throws Exception {
    channels.line(Channel.SMS).deliver("+491", "one", "one", List.of());
    channels.line(Channel.MAIL).deliver("ann@example.com", "two", "<b>", List.of("https://a"));

    assertThat(call("inbox-list", "{\"limit\":5}").toString())
        .isEqualTo(
            "{\"messages\":[{\"at\":\"2026-11-21T10:00:00Z\",\"channel\":\"MAIL\","
                + "\"to\":\"ann@example.com\",\"title\":\"two\",\"text\":\"<b>\",\"links\":[\"https://a\"]},"
                + "{\"at\":\"2026-11-21T10:00:00Z\",\"channel\":\"SMS\","
                + "\"to\":\"+491\",\"title\":\"one\",\"text\":\"one\",\"links\":[]}]}");
    assertThat(titles("{\"limit\":1}")).isEqualTo("two");
    assertThat(titles("{\"limit\":5,\"channel\":\"sms\"}")).isEqualTo("one");
    assertThat(titles("{\"limit\":5,\"to\":\"ann@example.com\"}")).isEqualTo("two");
    assertThat(titles("{\"limit\":5,\"channel\":\"PHONE\"}")).isEmpty();
    assertThatThrownBy(() -> call("inbox-list", "{\"limit\":0}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the argument limit must be at least 1");
  }

  @Test
  void linksToTheOperatorsHostLeadToThisMachine() throws Exception {
    channels
        .line(Channel.MAIL)
        .deliver(
            "ann@example.com",
            "one",
            "",
            List.of("https://ops.example/ack/a.b", "https://ops.example.org/", "https://other"));

    assertThat(call("inbox-list", "{\"limit\":1}").at("/messages/0/links").toString())
        .isEqualTo(
            "[\"http://127.0.0.1:8080/_ops/ack/a.b\",\"https://ops.example.org/\",\"https://other\"]");
  }

  @Test
  void aChannelIsDisturbed() throws Exception {
    call("messenger-fault", "{\"channel\":\"wecom\",\"state\":\"busy\",\"errorPercent\":7}");

    assertThat(channels.fault(Channel.WECOM)).isEqualTo(new Fault(Fault.State.BUSY, 7));
    assertThatThrownBy(
            () ->
                call(
                    "messenger-fault",
                    "{\"channel\":\"fax\",\"state\":\"busy\",\"errorPercent\":0}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the argument channel must be one of MAIL, SLACK, WECOM, PHONE, SMS");
    assertThatThrownBy(
            () ->
                call(
                    "messenger-fault",
                    "{\"channel\":\"sms\",\"state\":\"up\",\"errorPercent\":101}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a percentage: 101");
  }

  @Test
  void theLastHeartbeatIsTold() throws Exception {
    assertThat(call("heartbeat-last", "{}").toString()).isEqualTo("{}");

    String address =
        JSON.readTree(secrets.value("keys")).path(MessengerCredentials.HEARTBEAT_URL).asText();
    web.get(URI.create(address), Duration.ofSeconds(1));

    assertThat(call("heartbeat-last", "{}").path("at").asText()).isEqualTo("2026-11-21T10:00:00Z");
  }

  private String titles(String search) throws Exception {
    return String.join(" ", call("inbox-list", search).path("messages").findValuesAsText("title"));
  }

  private JsonNode call(String operation, String arguments) throws Exception {
    return operations.operations().stream()
        .filter(each -> each.name().equals(operation))
        .findFirst()
        .orElseThrow()
        .work()
        .run(JSON.readTree(arguments));
  }
}
