package io.gamekeeper.platform;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Outgoing HTTP, as narrow as the functions need it. */
public interface WebClient {

  /**
   * Sends a GET request.
   *
   * @param timeout for connecting and answering together
   * @throws IOException if there was no complete answer in time
   */
  Response get(URI uri, Duration timeout) throws IOException;

  /** An answer; the body is decoded as UTF-8. */
  record Response(int status, String body) {}
}
