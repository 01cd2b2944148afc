package io.gamekeeper.oncall.lambda;

import static io.gamekeeper.oncall.lambda.OperatorCalls.body;
import static io.gamekeeper.oncall.lambda.OperatorCalls.status;
import static io.gamekeeper.oncall.lambda.OperatorCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.AlarmNote;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Desk;
import io.gamekeeper.oncall.page.Waker;
import io.gamekeeper.oncall.response.AcknowledgeLinks;
import io.gamekeeper.oncall.route.RoutesFile;
import io.gamekeeper.oncall.route.Routing;
import io.gamekeeper.oncall.secret.CachedSecret;
import io.gamekeeper.oncall.store.DynamoAlertBook;
import io.gamekeeper.oncall.store.Tables;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Incidents by the operations API, and the page behind a message's link. */
final class IncidentRoutesTest {
  private static final String PATH = "/ops/v1/on-call/incidents";
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private final ApiDescription api = ApiDescription.read("operations.yaml");
  private final FakePlatform platform = new FakePlatform(new VirtualTime(NOW));
  private final Output output = new Output();
  private final String audit = Tables.audit();
  private final String table = Tables.create();
  private final AlertBook book = new DynamoAlertBook(Tables.dynamo(), table, platform.time);
  private final Desk desk =
      new Desk(
          new Routing(RoutesFile.packaged()),
          book,
          new Waker() {
            @Override
            public void look(String group, Instant at) {}

            @Override
            public void send(String page, Instant at) {}
          },
          platform.time,
          "dev",
          URI.create(OperatorCalls.CONSOLE));
  private final OperatorCalls calls = new OperatorCalls(platform, table, audit);

  @AfterEach
  void stop() {
    output.close();
  }

  // ---------------------------------------------------------------- operators

  @Test
  void openIncidentsAreListedTheMostUrgentFirst() {
    becomes(GameAlarm.HIGH_LATENCY, "<i>slow</i>", State.FIRING);
    becomes(GameAlarm.SERVER_DOWN, "down", State.FIRING);

    JsonNode all = body(calls.ask("viewer", "GET", PATH, null));

    assertThat(all.findValuesAsText("priority")).isSorted().startsWith("P1");
    assertThat(all.path("incidents").path(0).path("state").asText()).isEqualTo("open");
    assertThat(api.faults("get", PATH, 200, "application/json", all)).isEmpty();
  }

  @Test
  void closedOnesAreListedToo() {
    String id = recovered();
    assertThat(status(calls.ask("on-call", "POST", PATH + "/" + id + "/resolve", null)))
        .isEqualTo(200);

    assertThat(body(calls.ask("viewer", "GET", PATH, null)).path("incidents")).isEmpty();
    JsonNode all = body(calls.ask("viewer", "GET", PATH + "?state=all", null));
    assertThat(all.findValuesAsText("state")).startsWith("resolved");
    assertThat(all.findValuesAsText("note")).containsExactly("because ü");
    assertThat(api.faults("get", PATH, 200, "application/json", all)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?state=closed", "?limit=0", "?limit=x", "?state="})
  void aListOfSomethingElseIsRefused(String query) {
    assertThat(status(calls.ask("viewer", "GET", PATH + query, null))).isEqualTo(400);
  }

  @Test
  void anIncidentIsShownWithItsTimeline() {
    String id = opened();

    JsonNode shown = body(calls.ask("viewer", "GET", PATH + "/" + id, null));

    assertThat(shown.path("incident").path("id").asText()).isEqualTo(id);
    assertThat(shown.path("timeline").findValuesAsText("text"))
        .contains("ServerDown fires", "Opened as P1", "To be told: ServerDown fires");
    assertThat(api.faults("get", PATH + "/{incident}", 200, "application/json", shown)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/review", "/acknowledge", "/resolve"})
  void oneThatIsNotThereIsNotFound(String what) {
    boolean change = what.equals("/acknowledge") || what.equals("/resolve");

    assertThat(status(calls.ask("on-call", change ? "POST" : "GET", PATH + "/none" + what, null)))
        .isEqualTo(404);
  }

  @Test
  void whoTakesItOnIsWrittenDown() {
    String id = opened();

    Map<String, Object> answer =
        calls.ask("on-call", "POST", PATH + "/" + id + "/acknowledge", null);

    assertThat(status(answer)).isEqualTo(200);
    assertThat(body(answer).path("acknowledged").path("by").asText()).isEqualTo("ada");
    assertThat(
            api.faults(
                "post", PATH + "/{incident}/acknowledge", 200, "application/json", body(answer)))
        .isEmpty();
    assertThat(Tables.items(audit))
        .anySatisfy(
            entry ->
                assertThat(entry.toString()).contains("DONE", id, "because ü", "acknowledged"));
    assertThat(body(calls.ask("viewer", "GET", PATH + "/" + id, null)).findValuesAsText("detail"))
        .contains("because ü");
  }

  @Test
  void nobodyTakesOnWhatAnotherHas() {
    String id = opened();
    calls.ask("on-call", "POST", PATH + "/" + id + "/acknowledge", null);

    Map<String, Object> again =
        calls.ask("on-call", "POST", PATH + "/" + id + "/acknowledge", null);

    assertThat(status(again)).isEqualTo(409);
    assertThat(text(again)).contains("ada took it on at 2026-11-30T12:01:00Z");
  }

  @Test
  void nobodyClosesWhatStillFires() {
    String id = opened();

    Map<String, Object> answer = calls.ask("on-call", "POST", PATH + "/" + id + "/resolve", null);

    assertThat(status(answer)).isEqualTo(409);
    assertThat(text(answer)).contains("these alarms still fire: ServerDown");
  }

  @Test
  void lookersChangeNothing() {
    String id = opened();

    assertThat(status(calls.ask("viewer", "POST", PATH + "/" + id + "/acknowledge", null)))
        .isEqualTo(403);
    assertThat(status(calls.ask("planner", "POST", PATH + "/" + id + "/resolve", null)))
        .isEqualTo(403);
  }

  @Test
  void theReviewIsMarkdown() {
    String id = opened();

    JsonNode review = body(calls.ask("viewer", "GET", PATH + "/" + id + "/review", null));
    assertThat(review.path("markdown").asText()).startsWith("# Incident " + id + ": ServerDown");
    assertThat(api.faults("get", PATH + "/{incident}/review", 200, "application/json", review))
        .isEmpty();
    assertThat(
            text(
                calls.ask(
                    "viewer", "GET", PATH + "/" + id + "/review?began=2026-11-30T11:00:00Z", null)))
        .contains("the beginning, 2026-11-30T11:00:00Z");
    assertThat(
            status(calls.ask("viewer", "GET", PATH + "/" + id + "/review?began=yesterday", null)))
        .isEqualTo(400);
  }

  // ---------------------------------------------------------------- the link

  @Test
  void openingALinkChangesNothing() {
    String link = link(opened());

    for (String method : List.of("GET", "HEAD", "GET")) {
      assertThat(status(calls.ask("", method, link, null))).isEqualTo(200);
    }

    assertThat(state()).isEqualTo("open");
    assertThat(text(calls.ask("", "GET", link, null)))
        .contains(
            "<h1>P1: ServerDown</h1>",
            "<form method=\"post\"><button>Acknowledge as technical-lead</button></form>",
            "It &lt;b&gt;hurts&lt;/b&gt;",
            "https://ops.example/#/runbooks/ServerDown")
        .doesNotContain("<b>");
    assertThat(String.valueOf(calls.ask("", "GET", link, null).get("headers")))
        .contains("no-store", "no-referrer", "frame-ancestors 'none'", "text/html");
  }

  @Test
  void itsButtonTakesTheIncidentOn() {
    String link = link(opened());

    Map<String, Object> answer = calls.ask("", "POST", link, null);

    assertThat(status(answer)).isEqualTo(200);
    assertThat(text(answer)).contains("technical-lead took it on at 2026-11-30T12:01:00Z.");
    assertThat(state()).isEqualTo("acknowledged");
    assertThat(status(calls.ask("", "POST", link, null))).isEqualTo(410);
    assertThat(text(calls.ask("", "GET", link, null))).doesNotContain("<form");
  }

  @Test
  void whoComesSecondIsToldWhoWasFirst() {
    String id = opened();
    calls.ask("on-call", "POST", PATH + "/" + id + "/acknowledge", null);

    Map<String, Object> answer = calls.ask("", "POST", link(id), null);

    assertThat(status(answer)).isEqualTo(409);
    assertThat(text(answer)).contains("ada took it on at");
  }

  @Test
  void oneThatWasUsedDoesNotWorkForWhatCameLater() {
    String id = opened();
    String link = link(id);
    calls.ask("", "POST", link, null);
    becomes(GameAlarm.LEDGER_VIOLATIONS, "wrong", State.FIRING);
    platform.time.advance(Duration.ofMinutes(5));
    desk.lookAtAll();
    assertThat(state()).isEqualTo("open");

    Map<String, Object> answer = calls.ask("", "POST", link, null);

    assertThat(status(answer)).isEqualTo(410);
    assertThat(state()).isEqualTo("open");
  }

  @Test
  void anOldOneHasExpired() {
    String link = link(opened());
    platform.time.advance(AcknowledgeLinks.LIFE);

    assertThat(status(calls.ask("", "POST", link, null))).isEqualTo(410);
    assertThat(text(calls.ask("", "GET", link, null))).contains("This link has expired");
    assertThat(state()).isEqualTo("open");
  }

  @Test
  void oneThatNobodySignedIsNotThere() {
    String link = link(opened());

    assertThat(status(calls.ask("", "POST", link.substring(0, link.length() - 1) + "!", null)))
        .isEqualTo(404);
    assertThat(status(calls.ask("", "GET", "/ack/a.b.c.d", null))).isEqualTo(404);
    assertThat(state()).isEqualTo("open");
  }

  @Test
  void whatIsOverNeedsNobody() {
    String id = recovered();

    Map<String, Object> answer = calls.ask("", "POST", link(id), null);

    assertThat(status(answer)).isEqualTo(409);
    assertThat(text(answer)).contains("All its alarms are over since 2026-11-30T12:01:00Z.");
  }

  private String opened() {
    becomes(GameAlarm.SERVER_DOWN, "It <b>hurts</b>.", State.FIRING);
    return body(calls.ask("viewer", "GET", PATH, null))
        .path("incidents")
        .path(0)
        .path("id")
        .asText();
  }

  private String recovered() {
    String id = opened();
    desk.arrived(List.of(alert(GameAlarm.SERVER_DOWN, "", State.RESOLVED)));
    return id;
  }

  private String state() {
    return body(calls.ask("viewer", "GET", PATH, null))
        .path("incidents")
        .path(0)
        .path("state")
        .asText();
  }

  /** An alarm changes, and after a minute somebody looks. */
  private void becomes(GameAlarm alarm, String meaning, State state) {
    desk.arrived(List.of(alert(alarm, meaning, state)));
    platform.time.advance(Duration.ofMinutes(1));
    desk.lookAtAll();
  }

  private Alert alert(GameAlarm alarm, String meaning, State state) {
    return Alert.of(
        "dev",
        alarm.alarmName(),
        AlarmNote.of(alarm).describe(meaning),
        state,
        platform.time.instant(),
        "1 of 1");
  }

  /** Returns the path of the link that the technical lead is sent. */
  private String link(String incident) {
    return new AcknowledgeLinks(new CachedSecret(platform, OperatorCalls.LINK_KEY), URI.create("/"))
        .acknowledge(incident, "technical-lead", NOW)
        .orElseThrow()
        .toString();
  }
}
