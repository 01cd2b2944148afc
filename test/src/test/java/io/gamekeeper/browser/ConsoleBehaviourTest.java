package io.gamekeeper.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.gamekeeper.browser.Chromium.Look;
import io.gamekeeper.browser.ConsoleServer.Answer;
import io.gamekeeper.browser.ConsoleServer.Asked;
import io.gamekeeper.testing.Proofs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console does with a keyboard, without a session, and while the stage fails. */
final class ConsoleBehaviourTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String ALARM = "gamekeeper-dev-HighErrorRate";

  /** An alarm that is not in ALARM, so that a drill can set it off. */
  private static final String SILENT = "gamekeeper-dev-PlayerMetricsMissing";

  private static final String INCIDENT = "incidents/2026-11-30-k7m2qx";
  private static final String INCIDENT_PATH = "on-call/" + INCIDENT;

  private final ConsoleServer server = new ConsoleServer();
  private Console console;
  private Page page;

  @BeforeEach
  void open() {
    page = CHROMIUM.page(Look.LIGHT, server);
    console = new Console(page, server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aKeyboardIsEnough() {
    console.open("");

    page.keyboard().press("Tab");
    assertThat(console.find("#skip")).isFocused();
    page.keyboard().press("Enter");
    assertThat(console.find("#main")).isFocused();
    for (int tile = 0; tile < 6; tile++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Tab");
    assertThat(console.find(".burning-name").first()).isFocused();
    page.keyboard().press("Enter");
    assertThat(console.find("h1")).hasText("HighErrorRate");
    assertThat(console.find("h1")).isFocused();
    console.settled().find("#custom-range").focus();
    page.keyboard().press("Enter");
    assertThat(console.find("dialog")).isVisible();
    page.keyboard().press("Escape");
    assertThat(console.find("dialog")).hasCount(0);
    assertThat(console.find("#custom-range")).isFocused();
    page.goBack();
    assertThat(console.find("h1")).hasText("Overview");
  }

  @Test
  void aGraphIsReadWithTheArrowKeys() {
    console.open("#/alarms/" + ALARM);

    // Its library comes when it is drawn.
    assertThat(console.find(".plot canvas")).isVisible();
    console.find(".plot").focus();
    page.keyboard().press("ArrowLeft");

    assertThat(console.find(".readout")).containsText("15:00:00");
    assertThat(console.find(".readout")).containsText("14:00:00 UTC");
    page.keyboard().press("Escape");
    assertThat(console.find(".readout")).isEmpty();
  }

  @Test
  void aStageThatIsRestartedIsFoundAgain() {
    page.clock().install();
    console.open("");
    String before = console.find(".burning").innerText();

    server.stop();
    page.clock().runFor(16_000);
    assertThat(console.find("#banner")).containsText("The stage does not answer.");
    page.clock().runFor(40_000);
    assertThat(console.find("#banner")).containsText("Last answer");
    assertThat(console.find(".burning")).isVisible();
    assertThat(console.find(".burning").innerText().lines().findFirst())
        .isEqualTo(before.lines().findFirst());

    server.start();
    page.waitForResponse(
        "**/ops/v1/**",
        () -> {
          page.clock().runFor(31_000);
        });
    assertThat(console.find("#banner")).isHidden();
  }

  @Test
  void aPageThatIsOpenedWhileTheStageIsGoneComesByItself() {
    page.clock().install();
    console.open("");
    server.stop();
    page.evaluate("location.hash = '#/fleet'");
    page.clock().runFor(2_000);
    assertThat(console.find("#banner")).isVisible();

    server.start();
    page.clock().runFor(31_000);

    assertThat(console.find("h1")).hasText("Fleet");
    assertThat(console.find("main")).containsText("i-0");
  }

  @Test
  void aSessionThatEndsLeadsToTheSignInPageAndBack() {
    console.open("#/alarms/" + ALARM);
    server.answering(
        asked -> Optional.of(Answer.problem(401, "Unauthorized", "There is no session.")));
    page.reload();
    assertThat(console.find("h1")).hasText("Sign in");
    assertThat(console.find("#sign-in")).isFocused();
    long pages = server.pages();

    server.answering(asked -> Optional.empty());
    page.keyboard().press("Enter");

    assertThat(console.find("h1")).hasText("HighErrorRate");
    assertThat(server.pages()).isEqualTo(pages + 1);
  }

  @Test
  void theSecondOfTwoOperatorsIsTold() {
    server.answering(
        asked ->
            asked.path().endsWith("/fire")
                ? Optional.of(Answer.problem(409, "Conflict", "The alarm is in ALARM already."))
                : Optional.empty());
    console.open("#/alarms/" + SILENT).find("#drill").click();

    console.find("#reason").fill("Übung: geht der Ruf raus?");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Set to ALARM"))
        .last()
        .click();

    assertThat(console.find("dialog .problem")).containsText("Somebody else was faster.");
    assertThat(console.find("dialog .problem")).containsText("The alarm is in ALARM already.");
    Asked asked = server.changes().getFirst();
    assertThat(asked.reason()).isEqualTo("%C3%9Cbung%3A%20geht%20der%20Ruf%20raus%3F");
    assertThat(asked.body()).isEqualTo("{\"was\":\"INSUFFICIENT_DATA\",\"confirm\":false}");
  }

  @Test
  void aProtectedStageIsChangedOnlyByWhoMeansIt() {
    answerMe("\"protected\":false", "\"protected\":true");
    console.open("#/alarms/" + SILENT).find("#drill").click();
    console.find("#reason").fill("drill");

    console.find("dialog button[type=submit]").click();
    assertThat(server.changes()).isEmpty();
    console.find("#sure").check();
    console.find("dialog button[type=submit]").click();

    assertThat(console.find("dialog")).hasCount(0);
    assertThat(server.changes().getFirst().body()).contains("\"confirm\":true");
  }

  @Test
  void aViewerIsOfferedNoChange() {
    answerMe(",\"on-call\"", "");

    console.open("#/alarms/" + SILENT);
    assertThat(console.find("#drill")).hasCount(0);
    console.go("#/" + INCIDENT);
    assertThat(console.find("#acknowledge, #resolve")).hasCount(0);
    console.go("#/fleet");
    assertThat(console.find("main button:has-text('Terminate'), main button:has-text('Scale')"))
        .hasCount(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | Not for your role
          404 | Not here
          429 | CloudWatch asks for a pause
          503 | The log service is away""")
  void whatFailsIsSaidWhereItIsMissing(int status, String said) {
    server.answering(
        asked ->
            asked.path().startsWith("logs/")
                ? Optional.of(Answer.problem(status, "The log service is away", "Try later."))
                : Optional.empty());

    console.open("#/logs");

    assertThat(console.find("main .state")).containsText(said);
    assertThat(console.find("main .state")).containsText("Try later.");
  }

  @Test
  void filtersAndOrderAreInTheAddress() {
    console.open("#/alarms?state=ALARM&sort=name");

    assertThat(console.find("tbody tr")).hasCount(5);
    assertThat(console.find("tbody tr").nth(1)).containsText("HighErrorRate");
    console.find("#filter-q").fill("memory");
    assertThat(console.find("tbody tr")).hasCount(1);
    assertThat(page.url()).endsWith("#/alarms?state=ALARM&sort=name&q=memory");
    page.reload();
    assertThat(console.find("tbody tr")).hasCount(1);
  }

  @Test
  void anIncidentIsTakenOnWithAKeyboard() {
    page.clock().install();
    server.answering(
        asked ->
            asked.path().equals(INCIDENT_PATH) && !server.changes().isEmpty()
                ? changed(
                    asked,
                    "\"state\":\"open\",\"began\":\"2026-11-30T14:01:00Z\",\"opened\":\"2026-11-30T14:01:12Z\",\"acknowledged\":null",
                    "\"state\":\"acknowledged\",\"began\":\"2026-11-30T14:01:00Z\",\"acknowledged\":{\"at\":\"2026-11-30T14:05:10Z\",\"by\":\"kim@studio.example\"}")
                : Optional.empty());
    console.open("#/" + INCIDENT);
    assertThat(console.find(".alarm-top")).containsText("nobody has taken it on");
    assertThat(console.find(".alarm-top")).containsText("14\u202fs after it began");

    // What follows is not what the page would have asked for by itself.
    page.clock().pauseAt(System.currentTimeMillis() + 1_000);
    console.find("#acknowledge").focus();
    page.keyboard().press("Enter");
    page.keyboard().type("I look at the fleet");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");

    assertThat(console.find("#acknowledge")).hasCount(0);
    assertThat(console.find("h1")).isFocused();
    assertThat(console.find(".alarm-top")).containsText("by kim@studio.example");
    assertThat(console.find(".alarm-top")).containsText("4\u202fmin 10\u202fs after it began");
    assertThat(console.find("#resolve")).isVisible();
    Asked asked = server.changes().getFirst();
    assertThat(asked.method() + " " + asked.path())
        .isEqualTo("POST " + INCIDENT_PATH + "/acknowledge");
    assertThat(asked.reason()).isEqualTo("I%20look%20at%20the%20fleet");
    assertThat(asked.body()).isEqualTo("{}");
  }

  @Test
  void whoResolvesAnIncidentIsToldWhatStillFires() {
    console.open("#/" + INCIDENT).find("#resolve").click();

    assertThat(console.find("dialog")).containsText("2 alarms still fire.");
    console.find("#reason").fill("a drill");
    console.find("dialog button[type=submit]").click();

    assertThat(console.find("#toast")).containsText("The incident is resolved.");
    assertThat(server.changes())
        .extracting(Asked::path)
        .containsExactly(INCIDENT_PATH + "/resolve");
  }

  @Test
  void whatHappensInAnIncidentIsShownAndSaidOnce() {
    page.clock().install();
    AtomicBoolean recovered = new AtomicBoolean();
    server.answering(
        asked ->
            asked.path().equals(INCIDENT_PATH) && recovered.get()
                ? changed(
                    asked,
                    "\"timeline\":[",
                    "\"timeline\":[{\"at\":\"2026-11-30T14:05:09Z\",\"kind\":\"alarm\",\"by\":null,\"text\":\"ServerDown is over\",\"detail\":\"\"},")
                : Optional.empty());
    console.open("#/" + INCIDENT);
    assertThat(console.find(".history li")).hasCount(6);
    assertThat(console.find("#toast").textContent()).isEmpty();

    recovered.set(true);
    page.clock().runFor(6_000);

    assertThat(console.find("#toast")).hasText("ServerDown is over.");
    assertThat(console.find(".history li")).hasCount(7);
    assertThat(console.find(".history li[data-fresh]"))
        .hasText(Pattern.compile("ServerDown is over"));
    page.clock().runFor(12_000);
    assertThat(console.find("#toast").textContent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30-k7m2qx, true, true",
    "2026-11-30-p2c8ha, false, true",
    "2026-11-28-q9r4tz, false, false",
    "2026-11-28-m1n2vb, false, false"
  })
  void onlyWhatAnIncidentsStateAllowsIsOffered(String id, boolean acknowledge, boolean resolve) {
    console.open("#/incidents/" + id);

    assertThat(console.find("#acknowledge")).hasCount(acknowledge ? 1 : 0);
    assertThat(console.find("#resolve")).hasCount(resolve ? 1 : 0);
    assertThat(console.find("main a:text-is('Review')")).isVisible();
  }

  @Test
  void aRecoveredIncidentSaysWhenItIsClosed() {
    console.open("#/incidents/2026-11-30-p2c8ha");

    assertThat(console.find(".alarm-top")).containsText("It is closed at 15:18:00 · 14:18:00 UTC");
  }

  @Test
  void openOrAllIncidentsAreInTheAddress() {
    List<String> asked = new CopyOnWriteArrayList<>();
    server.answering(
        call -> {
          if (call.path().equals("on-call/incidents")) {
            asked.add(call.query());
            return call.query().startsWith("state=open")
                ? Optional.of(Answer.ok("{\"at\":\"\",\"incidents\":[]}"))
                : Optional.empty();
          }
          return Optional.empty();
        });
    console.open("#/incidents");
    assertThat(console.find("main")).containsText("No incident is open.");

    console.find(".segments a:text-is('All')").focus();
    page.keyboard().press("Enter");

    assertThat(console.find("tbody tr")).hasCount(4);
    assertThat(console.find("tbody tr").first()).containsText("nobody yet");
    assertThat(console.find(".segments a:text-is('All')")).isFocused();
    assertThat(page.url()).endsWith("#/incidents?state=all");
    assertThat(asked).startsWith("state=open&limit=50").endsWith("state=all&limit=50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#/incidents/gone", "#/incidents/gone/review", "#/runbooks/Gone"})
  void whatIsNotThereIsSaid(String fragment) {
    console.open(fragment);

    assertThat(console.find("main .state")).containsText("Not here");
    assertThat(console.find("main .state")).containsText("Nothing is called like that.");
    assertThat(console.find(".crumbs a").first()).isVisible();
  }

  @Test
  void aReviewIsCopiedAsItWasWritten() {
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    console.open("#/" + INCIDENT).find("main a:text-is('Review')").click();

    assertThat(console.find("h1")).hasText("Review of 2026-11-30-k7m2qx");
    console.find("button:text-is('Copy Markdown')").click();

    assertThat(console.find("#toast")).hasText("Copied.");
    assertThat(page.evaluate("navigator.clipboard.readText()"))
        .asString()
        .startsWith("# Review of 2026-11-30-k7m2qx\n\nServerDown and 2 more, **P1**");
  }

  @Test
  void anAlarmLeadsToItsRunbookAndBack() {
    console.open("#/alarms/" + ALARM).find(".facts a:text-is('HighErrorRate')").click();

    assertThat(console.find("h1")).hasText("HighErrorRate");
    assertThat(page.url()).endsWith("#/runbooks/HighErrorRate");
    assertThat(console.find(".prose ol li")).hasText("Look at the traces.");
    console.find(".alarm-list a").click();
    assertThat(console.find("h1")).hasText("HighErrorRate");
    assertThat(page.url()).endsWith("#/alarms/" + ALARM);
  }

  @Test
  void aCommandOfARunbookIsCopiedWithoutItsIndent() {
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    console.open("#/runbooks/ServerDown");

    console.find("[aria-label^='Copy gamekeeper fleet terminate']").click();

    assertThat(console.find("#toast")).hasText("Copied.");
    assertThat(page.evaluate("navigator.clipboard.readText()"))
        .isEqualTo(
            "gamekeeper fleet terminate i-0123456789abcdef0 \\\n  --reason \"hangs since 14:01 UTC\"");
    assertThat(console.find(".prose > ol > li")).hasCount(3);
    assertThat(console.find(".prose h1")).hasCount(0);
  }

  @Test
  void runbooksAreFoundByWhatTheyAreAbout() {
    console.open("#/runbooks?sort=severity");

    assertThat(console.find("tbody tr")).hasCount(8);
    assertThat(console.find("tbody tr").nth(2)).containsText("ErrorBudgetBurnsFast");
    console.find("#filter-q").fill("highERROR");
    assertThat(console.find("tbody tr")).hasCount(1);
    console.find("#filter-q").fill("game server");
    assertThat(console.find("tbody tr")).hasCount(2);
    console.find("#filter-severity").selectOption("CRITICAL");
    assertThat(console.find("tbody tr")).hasCount(1);
    assertThat(console.find("tbody a")).hasText("ServerDown");
    assertThat(page.url()).endsWith("#/runbooks?sort=severity&q=game+server&severity=CRITICAL");
    page.reload();
    assertThat(console.find("tbody tr")).hasCount(1);
  }

  @Test
  void aLogThatIsFollowedForLongKeepsItsLastLines() {
    page.clock().install();
    AtomicInteger answers = new AtomicInteger();
    server.answering(
        asked ->
            asked.path().equals("logs/tail")
                ? Optional.of(
                    Answer.ok(
                        server
                            .canned("logs/tail")
                            .replace(
                                "Purchase completed", "Purchase " + answers.incrementAndGet())))
                : Optional.empty());
    console.open("#/logs");

    for (int looked = 0; looked < 30; looked++) {
      // The page asks by itself too: its clock goes on between two steps.
      String next = "Purchase " + (answers.get() + 1);
      page.clock().fastForward(3_100);
      page.waitForFunction(
          "(said) => document.querySelector('.log').textContent.includes(said)",
          next,
          new Page.WaitForFunctionOptions().setPollingInterval(2));
    }

    assertThat(console.find(".log li")).hasCount(1000);
    assertThat(console.find(".log")).containsText("Purchase " + answers.get());
  }

  @Test
  @Tag(Proofs.SAMPLED)
  void aPageThatStaysOpenForADayKeepsItsMemory() {
    page.clock().install();
    // One is like another, so a sample is only shorter.
    int refreshes =
        Proofs.current().of("refreshes", IntStream.range(0, 500).boxed().toList(), 100).size();
    AtomicInteger drawn = new AtomicInteger();
    server.answering(
        asked ->
            switch (asked.path()) {
              // Every answer is another one, so that everything is drawn anew.
              case "alarms/" + ALARM ->
                  changed(asked, "datapoints [7.1", "datapoints [" + drawn.incrementAndGet());
              case "alarms/" + ALARM + "/graph" ->
                  changed(asked, "\"values\":[", "\"values\":[0." + drawn.get() + ",");
              case "alarms" -> Optional.of(Answer.ok("{\"at\":\"\",\"alarms\":[]}"));
              default -> Optional.empty();
            });
    console.open("#/alarms/" + ALARM);
    refreshUntil(20, drawn);
    Held before = held();

    refreshUntil(20 + refreshes, drawn);

    Held after = held();
    System.out.printf("console: held %s, after %d refreshes %s%n", before, refreshes, after);
    assertThat(after.nodes()).isLessThan(before.nodes() + 100);
    assertThat(after.listeners()).isLessThan(before.listeners() + 20);
    assertThat(after.heapBytes()).isLessThan(before.heapBytes() * 1.5);
  }

  private Optional<Answer> changed(Asked asked, String what, String by) {
    return Optional.of(Answer.ok(server.canned(asked.path()).replace(what, by)));
  }

  /** Lets the page ask for the alarm, and draw it, until it was drawn so many times. */
  private void refreshUntil(int times, AtomicInteger drawn) {
    while (drawn.get() < times) {
      int next = drawn.get() + 1;
      page.clock().fastForward(16_000);
      page.waitForFunction(
          "(next) => document.querySelector('.reason').textContent.includes(`datapoints [${next} `)",
          next,
          new Page.WaitForFunctionOptions().setPollingInterval(2));
    }
  }

  /** What the page holds after everything that nobody needs is gone. */
  private Held held() {
    CDPSession session = page.context().newCDPSession(page);
    session.send("HeapProfiler.collectGarbage");
    session.send("Performance.enable");
    Map<String, Double> found = new HashMap<>();
    for (JsonElement metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject pair = metric.getAsJsonObject();
      found.put(pair.get("name").getAsString(), pair.get("value").getAsDouble());
    }
    session.detach();
    return new Held(
        found.getOrDefault("Nodes", Double.NaN),
        found.getOrDefault("JSEventListeners", Double.NaN),
        found.getOrDefault("JSHeapUsedSize", Double.NaN));
  }

  private record Held(double nodes, double listeners, double heapBytes) {}

  private void answerMe(String what, String by) {
    server.answering(
        asked ->
            asked.path().equals("me")
                ? Optional.of(Answer.ok(server.canned("me").replace(what, by)))
                : Optional.empty());
  }
}
