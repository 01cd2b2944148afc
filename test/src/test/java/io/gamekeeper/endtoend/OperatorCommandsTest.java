package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.cli.Console;
import io.gamekeeper.cli.Gamekeeper;
import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Surroundings;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.operations.Patience;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operators' command twice, through both doors of a running stage: what it prints and how it
 * ends must be the same.
 */
@ExtendWith(SharedStage.class)
final class OperatorCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REGION = "eu-central-1";

  /** Something on the stage may change between the two: a state, a count of bytes. */
  private static final Duration UNTIL_QUIET = Duration.ofSeconds(90);

  /** Events lie in the lake after the stage's gathering, which is a minute in dev. */
  private static final Duration IN_THE_LAKE = Duration.ofMinutes(4);

  private final StageFile stage;
  private final Api api;

  /** A command's end, without what differs between doors and moments. */
  private record Run(int status, String out, String err) {
    Run masked() {
      return new Run(
          status,
          out.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
              .replaceAll("\\d+ bytes *", "SIZE ")
              .replaceAll("it was \\w+", "it was STATE")
              .replaceAll("run [0-9a-f-]{36}", "run ID")
              // A part of an erasure may end between the two.
              .replaceAll("(?m)^  (\\w+) +(waiting|failing|done)\\b.*$", "  $1 STATE"),
          err.replaceAll("the stage (on port \\d+|dev)", "the stage")
              .replaceAll("[\\w.-]+@(example\\.com|studio\\.example)", "OPERATOR"));
    }
  }

  OperatorCommandsTest(SharedStage.Running running) {
    stage =
        StageFile.running(Project.current().root()).stream()
            .filter(file -> file.port() == running.address().getPort())
            .findAny()
            .orElseThrow();
    api = running.api();
  }

  @Test
  void whatOperatorsLookAtIsTheSameThroughBothDoors() throws Exception {
    String alarm = first("alarms", "name", "alarm", "list");
    String dashboard = first("dashboards", "name", "dashboard", "list");
    String query = first("queries", "name", "logs", "list");
    String group = "/gamekeeper/dev/database-migration"; // which runs once
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String from = "--from=" + now.minus(Duration.ofHours(1));
    String to = "--to=" + now.minus(Duration.ofMinutes(5));

    same("alarm", "list");
    same("alarm", "list", "--state", "OK");
    same("alarm", "show", alarm);
    same("alarm", "explain", alarm, "--at", "2030-01-01T03:00:00Z");
    same("dashboard", "list");
    same("dashboard", "show", dashboard);
    same("fleet", "list");
    same("fleet", "activities", "--limit", "3");
    same("events", "status");
    same("events", "dead");
    same("lake", "queries");
    same("ledger", "check");
    same("logs", "list");
    same("logs", "groups");
    same("logs", "query", query, from, to);
    same("logs", "query", "--query", "fields @message | limit 3", "--group", group, from, to);
    same("logs", "tail", group, from);
    same("trace", "list", from, to);
    same("trace", "list", "--errors", "--limit", "3", from, to);
    same("payment", "provider");
    same("audit", "list");
  }

  @Test
  void whatOperatorsChangeIsTheSameThroughBothDoors() throws Exception {
    List<String> calm = new ArrayList<>();
    for (JsonNode alarm : json("alarm", "list").path("alarms")) {
      if (!alarm.path("state").asText().equals("ALARM")) {
        calm.add(alarm.path("name").asText());
      }
    }
    int desired = main(json("fleet", "list")).path("desired").asInt();

    // One that is on cannot be set off again.
    Run local = local("alarm", "fire", calm.get(0), "--reason", "drill");
    Run signed = signed("alarm", "fire", calm.get(1), "--reason", "drill");
    assertThat(local).returns(0, Run::status).returns("", Run::err);
    assertThat(signed.masked().out().replace(calm.get(1), calm.get(0)))
        .isEqualTo(local.masked().out());
    done("payment", "provider", "apple", "primary", "--reason", "test");
    done("events", "redrive", "--all", "--reason", "test");
    done("leaderboard", "rebuild", "arena", "--reason", "test");
    done("fleet", "scale", Integer.toString(desired), "--reason", "test");
  }

  @Test
  void whatTheLakeAnswersIsTheSameThroughBothDoors() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Api.Answer sent =
        api.send(
            api.request("/v1/logs")
                .header("Authorization", api.bearer("commands-lake"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"events":[{"type":"item_acquire","at":"%s",
                         "data":{"item":"lake-of-commands","quantity":3,"source":"drop"}}]}"""
                            .formatted(Instant.now()))));
    assertThat(sent.json().path("accepted").asInt()).as(sent.response().body()).isEqualTo(1);
    String[] ask = {
      "lake",
      "ask",
      "top-items",
      "--param=from=" + today.minusDays(1),
      "--param=to=" + today.plusDays(1),
      "--reason=test"
    };

    await("the event in the lake")
        .atMost(IN_THE_LAKE)
        .pollInterval(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(local(ask).out()).contains("lake-of-commands"));
    same(ask);
    String run = local(ask).out().replaceAll("(?s).*; run (\\S+)\\s*", "$1");
    same("lake", "show", run);
  }

  @Test
  void whatIsKeptOfAPlayerIsHandedOutAndErasedThroughBothDoors() {
    api.submit("commands-export", "arena", 12).ok();
    api.submit("commands-erase", "arena", 12).ok();

    same("player", "export", "commands-export", "--reason", "test");
    begun("player", "erase", "commands-erase", "--reason", "test", "--wait", "1");
    begun("player", "erasure", "commands-erase");
  }

  @Test
  void whatIsRefusedIsSaidInTheSameWordsThroughBothDoors() throws Exception {
    refused("alarm", "show", "none");
    refused("alarm", "explain", "none");
    refused("alarm", "fire", "none", "--reason", "drill");
    refused("dashboard", "show", "none");
    refused("events", "redrive", "--listener", "none", "--reason", "test");
    refused("fleet", "activities", "--group", "none");
    refused("fleet", "refresh", "--group", "none", "--reason", "test");
    refused("fleet", "terminate", "i-none", "--reason", "test");
    refused("fleet", "scale", "99999", "--reason", "test");
    refused("leaderboard", "rebuild", "none", "--reason", "test");
    refused("logs", "query", "none");
    refused("logs", "tail", "none");
    refused("trace", "show", "none");
    refused("payment", "provider", "apple", "backup", "--reason", "x", "--role", "viewer");
    refused("leaderboard", "rebuild", "arena", "--reason", "x", "--role", "planner");
    refused("fleet", "refresh", "--reason", "x", "--role", "approver");
    refused("lake", "ask", "none", "--reason", "x");
    refused("lake", "ask", "top-items", "--reason", "x");
    refused("lake", "ask", "top-items", "--param", "from=yesterday", "--reason", "x");
    refused("lake", "ask", "top-items", "--reason", "x", "--role", "approver");
    refused("lake", "show", "none");
    refused("player", "export", "commands-nobody", "--reason", "x");
    refused("player", "export", "commands-nobody", "--reason", "x", "--role", "on-call");
    refused("player", "erase", "commands-nobody", "--reason", "x", "--role", "planner");
    refused("player", "erasure", "commands-nobody");
  }

  private void same(String... command) {
    await(String.join(" ", command))
        .atMost(UNTIL_QUIET)
        .untilAsserted(
            () -> {
              Run local = local(command);
              assertThat(local).returns(0, Run::status).returns("", Run::err);
              assertThat(signed(command).masked()).isEqualTo(local.masked());
            });
  }

  private void done(String... command) {
    Run local = local(command);
    assertThat(local).as(String.join(" ", command)).returns(0, Run::status).returns("", Run::err);
    assertThat(signed(command)).returns(0, Run::status).returns("", Run::err);
    if (!command[0].equals("leaderboard")) { // which prints how many there are by now
      assertThat(signed(command).masked()).isEqualTo(local.masked());
    }
  }

  /** An erasure that is not finished, as it takes minutes, which the exit status says. */
  private void begun(String... command) {
    Run local = local(command);
    assertThat(local).as(String.join(" ", command)).returns(1, Run::status).returns("", Run::err);
    assertThat(local.out()).contains("not finished", "figures");
    assertThat(signed(command).masked()).isEqualTo(local.masked());
  }

  private void refused(String... command) {
    Run local = local(command);
    assertThat(local.err().lines()).as(String.join(" ", command)).hasSize(1);
    assertThat(local).returns(1, Run::status).returns("", Run::out);
    assertThat(signed(command).masked()).isEqualTo(local.masked());
  }

  private String first(String list, String field, String... command) throws Exception {
    return json(command).path(list).path(0).path(field).asText();
  }

  private static JsonNode main(JsonNode fleet) {
    for (JsonNode group : fleet.path("groups")) {
      if (group.path("minimum").asInt() > 0) {
        return group;
      }
    }
    throw new AssertionError("no group must always have servers");
  }

  private JsonNode json(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--json");
    return JSON.readTree(local(words.toArray(String[]::new)).out());
  }

  private Run local(String... command) {
    return run("--port=" + stage.port(), command);
  }

  private Run signed(String... command) {
    return run("--stage=dev", command);
  }

  private Run run(String door, String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of(command));
    words.add(door);
    int status =
        Gamekeeper.run(
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
            new Surroundings(
                Project::current,
                (profile, region) -> new StageAccount(stage, REGION),
                Clock.systemUTC(),
                Patience.ofPerson()),
            words.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }
}
