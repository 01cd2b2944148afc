package io.gamekeeper.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.browser.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console of a running stage in a browser: signing in, looking around, and other sites. */
@ExtendWith(SharedStage.class)
final class ConsoleOnTheStageTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  /** What a page of another site tries: to read, and to act with all headers that it can send. */
  private static final String ATTACK =
      """
      async (console) => {
        const tried = [];
        for (const [what, options] of Object.entries({
          read: {credentials: 'include'},
          act: {method: 'POST', credentials: 'include', body: '{"was":"OK","confirm":true}',
                headers: {'Gamekeeper-Reason': 'attack', 'Content-Type': 'application/json'}},
          form: {method: 'POST', credentials: 'include', mode: 'no-cors', body: '{"was":"OK","confirm":true}'},
        })) {
          const path = what === 'read' ? 'alarms' : 'alarms/gamekeeper-dev-HighCPUUsage/fire';
          try {
            const answer = await fetch(console + 'ops/v1/' + path, options);
            tried.push(what + ' ' + answer.status);
          } catch {
            tried.push(what + ' failed');
          }
        }
        return tried.join(', ');
      }
      """;

  private final String origin;
  private final String console;

  ConsoleOnTheStageTest(SharedStage.Running running) {
    origin = "http://127.0.0.1:" + running.address().getPort();
    console = origin + "/_ops/";
  }

  @Test
  void whoSignsInSeesTheStageAndWhatIsWrong() {
    Page page = signedIn("viewer");

    assertThat(page.locator("h1")).hasText("Overview");
    assertThat(page.locator("header").first()).containsText("dev");
    assertThat(page.locator("header").first()).containsText("ada@studio.example");
    for (String place : new String[] {"alarms", "dashboards", "fleet", "logs", "traces"}) {
      page.navigate(console + "#/" + place);
      assertThat(page.locator("h1")).isVisible();
      assertThat(page.locator("main")).not().containsText("not allowed");
    }
    page.navigate(console + "#/dashboards/gamekeeper-dev-GameOperations");
    assertThat(page.locator("canvas").first()).isVisible();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "screenshots", "stage-GameOperations.png")));
  }

  @Test
  void aPageOfAnotherSiteNeitherReadsNorActs() throws IOException {
    Page own = signedIn("on-call");
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, 0);
          exchange.close();
        });
    other.start();
    try {
      for (String host : new String[] {"127.0.0.1", "localhost", "rebound.example"}) {
        Page page = own.context().newPage();
        page.navigate("http://" + host + ":" + other.getAddress().getPort() + "/");

        Object tried = page.evaluate(ATTACK, console);

        // A browser hides the answer to what it sends without asking: its status is 0.
        assertThat(tried).as(host).isEqualTo("read failed, act failed, form 0");
      }
    } finally {
      other.stop(0);
    }
    own.navigate(console + "#/alarms/gamekeeper-dev-HighCPUUsage");
    assertThat(own.locator("main")).not().containsText("Drill: set off");
  }

  @Test
  void aNameThatSomebodyPointedHereLeadsNowhere() {
    Page page = CHROMIUM.page(Chromium.Look.LIGHT, "http://");

    Response answer =
        Objects.requireNonNull(page.navigate(console.replace("127.0.0.1", "rebound.example")));

    assertThat(answer.status()).isEqualTo(421);
  }

  private Page signedIn(String role) {
    Page page = CHROMIUM.page(Chromium.Look.DARK, origin);
    page.navigate(console);
    page.locator("#name").fill("ada");
    for (String each : new String[] {"viewer", "planner", "approver", "on-call"}) {
      page.locator("#" + each).setChecked(each.equals(role));
    }
    page.locator("button[type=submit]").click();
    assertThat(page.locator("h1")).hasText("Overview");
    return page;
  }
}
