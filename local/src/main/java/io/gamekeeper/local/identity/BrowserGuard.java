package io.gamekeeper.local.identity;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Set;

/**
 * The guard that keeps web pages in a browser of this machine away from addresses that are for
 * programs. A page of another site is known by its {@code Origin}; a page whose host name was
 * pointed here (DNS rebinding) is known by its {@code Host}.
 */
public final class BrowserGuard {
  private BrowserGuard() {}

  /** Tells whether a request may come from a page, and has to be refused. */
  public static boolean refuses(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    int port = exchange.getLocalAddress().getPort();
    Set<String> own = Set.of("127.0.0.1:" + port, "localhost:" + port);
    // Every browser sends Host; a script that speaks HTTP/1.0 may not.
    return headers.containsKey("Origin")
        || !own.containsAll(headers.getOrDefault("Host", List.of()));
  }
}
