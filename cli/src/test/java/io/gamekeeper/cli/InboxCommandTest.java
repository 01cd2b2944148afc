package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.cli.CannedStage.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InboxCommandTest {
  private static final String MESSAGES =
      """
      {"messages":[
        {"at":"2026-11-21T10:00:05.123Z","channel":"WECOM","to":"server-engineer","title":"it \\u001b[31mburns","text":"t","links":[]},
        {"at":"2026-11-21T10:00:00Z","channel":"MAIL","to":"ann@example.com","title":"It burns","text":"a\\nb","links":["https://a.example"]}]}
      """;

  @TempDir private Path root;
  private CannedStage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new CannedStage(root);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void messagesAreATable() {
    stage.answer("POST /inbox-list", MESSAGES);

    Run run = stage.run("inbox");

    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsExactly(
            "  TIME                  CHANNEL  TO               TITLE",
            "  2026-11-21T10:00:05Z  wecom    server-engineer  it \\u001b[31mburns",
            "  2026-11-21T10:00:00Z  mail     ann@example.com  It burns");
    assertThat(stage.seen().getFirst().body()).isEqualTo("{\"limit\":20}");
  }

  @Test
  void messagesAreChosenByChannelAndContact() {
    stage.answer("POST /inbox-list", "{\"messages\":[]}");

    Run run = stage.run("inbox", "--channel", "sms", "--to", "+4912", "--limit", "3");

    assertThat(run.out()).isEqualTo("no messages\n");
    assertThat(stage.seen().getFirst().body())
        .isEqualTo("{\"channel\":\"SMS\",\"to\":\"+4912\",\"limit\":3}");
  }

  @Test
  void jsonHasTextsAndLinks() throws Exception {
    stage.answer("POST /inbox-list", MESSAGES);

    Run run = stage.run("inbox", "--json");

    assertThat(run.out()).doesNotContain("\u001b");
    assertThat(new ObjectMapper().readTree(run.out()))
        .isEqualTo(new ObjectMapper().readTree(MESSAGES).path("messages"));
  }

  @Test
  void aChannelIsTakenDown() {
    stage.answer("POST /messenger-fault", "{}");

    Run run = stage.run("messenger", "outage", "wecom", "slow", "--errors", "20");

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo("wecom is slow, with 20 % errors\n");
    assertThat(stage.seen().getFirst().body())
        .isEqualTo("{\"channel\":\"WECOM\",\"state\":\"SLOW\",\"errorPercent\":20}");
    assertThat(stage.run("messenger", "outage", "PHONE", "up").out()).isEqualTo("phone is up\n");
  }

  @Test
  void theLastHeartbeatIsShown() {
    stage
        .answer("POST /heartbeat-last", "{}")
        .answer("POST /heartbeat-last", "{\"at\":\"2026-11-21T10:00:00Z\"}");

    assertThat(stage.run("messenger", "heartbeat").out()).isEqualTo("no heartbeat yet\n");
    assertThat(stage.run("messenger", "heartbeat").out())
        .isEqualTo("last heartbeat at 2026-11-21T10:00:00Z\n");
  }

  @ParameterizedTest
  @CsvSource({
    "inbox --channel fax, fax",
    "inbox --limit 0, 0 is not between 1 and",
    "inbox --to=, --to needs a contact",
    "messenger outage fax up, fax",
    "messenger outage mail gone, gone",
    "messenger outage mail up --errors 101, 101 is not between 0 and 100",
    "messenger outage mail, STATE",
  })
  void wrongUsageIsSaidInALine(String command, String problem) {
    Run run = stage.run(command.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).singleElement().asString().contains(problem, "--help");
    assertThat(stage.seen()).isEmpty();
  }

  @Test
  void aStageThatRefusesIsAFailure() {
    stage.answer("POST /inbox-list", 400, "{\"error\":\"no inbox\"}", null);

    Run run = stage.run("inbox");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("no inbox");
  }
}
