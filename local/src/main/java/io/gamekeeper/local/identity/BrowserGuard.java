package io.gamekeeper.local.identity;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Set;

/**
 * Keeps pages of a browser on this machine away from addresses that are for programs. A page of
 * another site says in {@code Origin} where it comes from; one whose own name was made to lead here
 * (DNS rebinding) asks under that name.
 */
public final class BrowserGuard {
  private BrowserGuard() {}

  /** Whether a request may come from a page, and has to be refused. */
  public static boolean refuses(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    int port = exchange.getLocalAddress().getPort();
    Set<String> own = Set.of("127.0.0.1:" + port, "localhost:" + port);
    // No browser leaves out Host; a script that speaks HTTP/1.0 may.
    return headers.containsKey("Origin")
        || !own.containsAll(headers.getOrDefault("Host", List.of()));
  }
}
