package io.gamekeeper.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request. By the older of the JDK's clients: it needs a tenth of the time to start,
 * and the start is most of what a command takes.
 */
public final class Wire {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** As long as a function may run, and a little more. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(16);

  private Wire() {}

  /**
   * Sends a request and reads the answer.
   *
   * @throws IOException if there is no answer
   */
  public static Answer send(
      String method, URI address, Map<String, String> headers, @Nullable String body)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
    connection.setReadTimeout((int) ANSWER_LIMIT.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    headers.forEach(connection::setRequestProperty);
    try {
      if (body != null) {
        write(connection, body.getBytes(StandardCharsets.UTF_8));
      }
      return read(connection);
    } catch (HttpRetryException e) {
      // What a 401 to a streamed body becomes.
      return new Answer(e.responseCode(), Optional.empty(), "");
    }
  }

  /** A body of known length is never sent twice, as others are if the connection breaks off. */
  private static void write(HttpURLConnection connection, byte[] body) throws IOException {
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
  }

  private static Answer read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("what came is not HTTP");
    }
    String retryAfter = connection.getHeaderField("Retry-After");
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status,
          retryAfter == null ? Optional.empty() : Answer.retryAfter(retryAfter),
          in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
