package io.gamekeeper.local.identity;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;

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
    String host = String.valueOf(headers.getFirst("Host"));
    return headers.containsKey("Origin")
        || !List.of("127.0.0.1:" + port, "localhost:" + port).contains(host);
  }
}
