package io.gamekeeper.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The system's Chromium, one for all test classes of this JVM. Where there is none, the classes
 * that need it are skipped and say so: this is the one place that decides. After each test the
 * pages that it opened are closed, those of its class after the last one, and what pages must never
 * do is looked at.
 */
public final class Chromium
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));

  private @Nullable Running running;
  private final List<BrowserContext> contexts = new ArrayList<>();

  /** How many pages were opened for the whole class, before its first test. */
  private int shared;

  private final List<String> offences = new ArrayList<>();

  /** How a page is looked at. */
  public enum Look {
    LIGHT(1280, 1100, ColorScheme.LIGHT),
    DARK(1280, 1100, ColorScheme.DARK),
    PHONE(360, 1100, ColorScheme.DARK);

    private final int width;
    private final int height;
    private final ColorScheme scheme;

    Look(int width, int height, ColorScheme scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }
  }

  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Optional<Path> found = PLACES.stream().filter(Files::isExecutable).findFirst();
    if (found.isEmpty()) {
      String skipped =
          context.getDisplayName()
              + " is skipped: no Chromium on this machine (apt-get install chromium)";
      // Surefire counts a class that is skipped as a whole as no tests, and does not say why.
      System.out.println(skipped);
      Assumptions.abort(skipped);
    }
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Chromium.class))
            .getOrComputeIfAbsent(Running.class, key -> launch(found.orElseThrow()), Running.class);
  }

  private static Running launch(Path chromium) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setHeadless(true)
                    .setArgs(
                        List.of(
                            // What somebody points to this machine, as in DNS rebinding.
                            "--host-resolver-rules=MAP rebound.example 127.0.0.1",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    return new Running(playwright, browser);
  }

  /** Returns an empty page of a reader in Berlin, who has never been here. */
  Page page(Look look, ConsoleServer server) {
    return page(look, server.address());
  }

  /**
   * Returns the same.
   *
   * @param console what the addresses of all its requests begin with
   */
  public Page page(Look look, String console) {
    BrowserContext context =
        Objects.requireNonNull(running)
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(look.width, look.height)
                    .setColorScheme(look.scheme)
                    .setReducedMotion(ReducedMotion.REDUCE)
                    .setTimezoneId("Europe/Berlin")
                    .setLocale("en-GB"));
    contexts.add(context);
    context.setDefaultTimeout(10_000);
    Page page = context.newPage();
    page.onRequest(
        request -> {
          if (!request.url().startsWith(console)) {
            offences.add("a request that leaves the console: " + request.url());
          }
        });
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            offences.add(message.text());
          }
        });
    page.onPageError(error -> offences.add("an error in a module: " + error));
    page.onDialog(
        dialog -> {
          offences.add("a name that runs: " + dialog.message());
          dialog.dismiss();
        });
    return page;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    shared = contexts.size();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    shared = 0;
    closePages();
  }

  private void closePages() {
    List<BrowserContext> own = contexts.subList(shared, contexts.size());
    own.forEach(BrowserContext::close);
    own.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    closePages();
    List<String> found = List.copyOf(offences);
    offences.clear();
    if (!found.isEmpty()) {
      throw new AssertionError("the console must never do this:\n" + String.join("\n", found));
    }
  }
}
