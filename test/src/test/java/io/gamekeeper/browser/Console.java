package io.gamekeeper.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** What a reader of the console does. */
record Console(Page page, ConsoleServer server) {
  /** Nothing in sight is waited for any more. */
  private static final String SETTLED =
      """
      () => document.querySelector('#main h1') !== null
        && [...document.querySelectorAll('.bone')].every((bone) => {
          const { top, bottom } = bone.getBoundingClientRect();
          return !bone.checkVisibility() || bottom < 0 || top > innerHeight;
        })
      """;

  /** Goes to a place in the console and waits until what is in sight is shown. */
  Console open(String fragment) {
    page.navigate(server.address() + fragment);
    return settled();
  }

  /** Goes on to another place without loading the console again, as a reader who clicks. */
  Console go(String fragment) {
    page.evaluate("(fragment) => { location.hash = fragment; }", fragment);
    page.waitForFunction("(fragment) => location.hash === fragment", fragment);
    return settled();
  }

  Console settled() {
    page.waitForFunction(SETTLED);
    return this;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Returns all that the page says. */
  String text() {
    return page.locator("body").innerText();
  }
}
