package io.gamekeeper.platform;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client for outgoing HTTP, with only what the functions need. */
public interface WebClient {

  /**
   * Sends a request, at most once.
   *
   * @param timeout for connecting and answering together
   * @throws IOException if there was no complete answer in time; the other side may have acted
   *     nevertheless
   */
  Response send(Request request, Duration timeout) throws IOException;

  /**
   * Sends a GET request.
   *
   * @param timeout for connecting and answering together
   * @throws IOException if there was no complete answer in time
   */
  default Response get(URI uri, Duration timeout) throws IOException {
    return send(new Request("GET", uri, Map.of(), null), timeout);
  }

  /**
   * A request.
   *
   * @param headers by name, in any case
   * @param body sent as UTF-8; null for none
   */
  record Request(String method, URI uri, Map<String, String> headers, @Nullable String body) {
    public Request {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * An answer.
   *
   * @param body decoded as UTF-8
   * @param headers by name in lower case
   */
  record Response(int status, String body, Map<String, String> headers) {
    public Response {
      headers = Map.copyOf(headers);
    }

    /** Creates an answer without headers. */
    public Response(int status, String body) {
      this(status, body, Map.of());
    }
  }
}
