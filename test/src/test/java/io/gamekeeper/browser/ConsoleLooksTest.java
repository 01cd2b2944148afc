package io.gamekeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import io.gamekeeper.browser.Chromium.Look;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How the console's pages look, and what a screen reader makes of them. Screenshots:
 * target/screenshots.
 */
final class ConsoleLooksTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  /**
   * The pages that are looked at in the dark and on a phone too; the others are made of the same
   * parts.
   */
  private static final Set<String> TWICE =
      Set.of(
          "overview",
          "alarm",
          "incidents",
          "incident",
          "review",
          "dashboard",
          "logs",
          "traces",
          "trace",
          "map",
          "runbooks",
          "runbook");

  private static final ConsoleServer SERVER = new ConsoleServer();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void everyPageIsLegibleToPeopleAndScreenReaders(Look look) {
    Page page = CHROMIUM.page(look, SERVER);
    Console console = new Console(page, SERVER).open("");

    pages().entrySet().stream()
        .filter(entry -> look == Look.LIGHT || TWICE.contains(entry.getKey()))
        .forEach(
            entry -> {
              String name = entry.getKey();
              console.go(entry.getValue());
              if (name.equals("trace")) {
                console.find(".waterfall button").nth(6).click();
              }
              if (name.equals("alarm") || name.equals("dashboard")) {
                console
                    .find(".plot canvas")
                    .first()
                    .waitFor(); // its library comes when it is drawn
              }
              page.screenshot(
                  new Page.ScreenshotOptions()
                      .setPath(
                          Path.of("target/screenshots")
                              .resolve(
                                  name + "-" + look.name().toLowerCase(Locale.ROOT) + ".png")));

              assertThat(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
                  .as("%s is wider than the window", name)
                  .isEqualTo(false);
              assertThat(violations(page, look)).as("what axe finds on %s", name).isEmpty();
            });
  }

  @Test
  void namesWithMarkupAreNames() {
    Console console = new Console(CHROMIUM.page(Look.LIGHT, SERVER), SERVER).open("");

    pages()
        .values()
        .forEach(
            fragment -> {
              console.go(fragment);
              assertThat(console.find("img, iframe, main script, [onerror], [onmouseover]").count())
                  .as("elements made by a name on %s", fragment)
                  .isZero();
              assertThat(
                      console
                          .page()
                          .evaluate(
                              "[...document.links].map(({ protocol }) => protocol).filter((p) => !/^https?:$/.test(p))"))
                  .as("links that run on %s", fragment)
                  .asString()
                  .isEqualTo("[]");
            });
    assertThat(console.go("#/dashboards/gamekeeper-dev-Hostile").text())
        .contains("Fifty widgets " + HOSTILE, "<script>alert(7)</script>");
    assertThat(console.go("#/alarms/" + encoded("gamekeeper-dev-" + HOSTILE)).text())
        .contains(HOSTILE, "<b>bold</b>", "javascript:alert(3)");
    assertThat(console.go("#/incidents/2026-11-29-hostile").text())
        .contains(
            HOSTILE + " fires", "<script>alert(3)</script>", "javascript:alert(4)", "line one")
        .doesNotContain("native code");
    assertThat(console.go("#/runbooks/" + encoded(HOSTILE)).text())
        .contains(HOSTILE + "<script>alert(5)</script>", "</code></pre><script>alert(8)</script>");
  }

  @Test
  void theFirstPageAndADashboardAreSmallOnTheWire() {
    Page page = CHROMIUM.page(Look.LIGHT, SERVER);
    long before = SERVER.bytes();

    Console console = new Console(page, SERVER).open("");
    long first = SERVER.bytes() - before;
    Object paint =
        page.evaluate(
            "Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)");
    console.go("#/dashboards/gamekeeper-dev-GameOperations");
    long both = SERVER.bytes() - before;

    System.out.printf(
        "console: first page %d bytes, with a dashboard %d bytes, first paint %s ms%n",
        first, both, paint);
    assertThat(first).isLessThan(100_000);
    assertThat(both).isLessThan(150_000);
  }

  /** Another scheme has other colours, and nothing else that axe looks at; nor has a phone. */
  private static List<String> violations(Page page, Look look) {
    AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
    if (look != Look.LIGHT) {
      axe = axe.withRules(List.of("color-contrast", "target-size", "scrollable-region-focusable"));
    }
    return axe.analyze().getViolations().stream()
        .flatMap(
            rule ->
                rule.getNodes().stream()
                    .map(node -> rule.getId() + ": " + node.getTarget() + " " + node.getHtml()))
        .toList();
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("overview", "#/");
    pages.put("alarms", "#/alarms");
    pages.put("alarm", "#/alarms/gamekeeper-dev-HighErrorRate");
    pages.put("alarm-hostile", "#/alarms/" + encoded("gamekeeper-dev-" + HOSTILE));
    pages.put("incidents", "#/incidents");
    pages.put("incident", "#/incidents/2026-11-30-k7m2qx");
    pages.put("incident-recovered", "#/incidents/2026-11-30-p2c8ha");
    pages.put("incident-resolved", "#/incidents/2026-11-28-q9r4tz");
    pages.put("incident-merged", "#/incidents/2026-11-28-m1n2vb");
    pages.put("incident-hostile", "#/incidents/2026-11-29-hostile");
    pages.put("review", "#/incidents/2026-11-30-k7m2qx/review");
    pages.put("dashboards", "#/dashboards");
    pages.put("dashboard", "#/dashboards/gamekeeper-dev-GameOperations");
    pages.put("dashboard-hostile", "#/dashboards/gamekeeper-dev-Hostile");
    pages.put("fleet", "#/fleet");
    pages.put("events", "#/events");
    pages.put("logs", "#/logs");
    pages.put("questions", "#/logs/queries");
    pages.put("query", "#/logs/search?name=failed-purchases");
    pages.put("traces", "#/traces");
    pages.put("trace", "#/traces/1-692c4f5a-5f84c7d0a1b2c3d4e5f60718");
    pages.put("map", "#/traces/map");
    pages.put("runbooks", "#/runbooks");
    pages.put("runbook", "#/runbooks/ServerDown");
    pages.put("runbook-hostile", "#/runbooks/" + encoded(HOSTILE));
    return pages;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
