package io.gamekeeper.platform.aws;

import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link WebClient} on the JDK's HTTP client; connects when first used. */
final class JdkWebClient implements WebClient {
  private final Duration connectTimeout;
  private @Nullable HttpClient client;

  JdkWebClient(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  @Override
  public Response send(Request request, Duration timeout) throws IOException {
    @Nullable String body = request.body();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .timeout(timeout)
            .method(
                request.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    request.headers().forEach(builder::header);
    try {
      HttpResponse<String> response =
          client().send(builder.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Response(response.statusCode(), response.body(), firstValues(response.headers()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      // Not the whole address: queries carry keys.
      throw new IOException("interrupted while waiting for " + request.uri().getHost(), e);
    }
  }

  private static Map<String, String> firstValues(HttpHeaders headers) {
    Map<String, String> first = new HashMap<>();
    headers.map().forEach((name, values) -> first.put(name, values.getFirst()));
    return first;
  }

  private synchronized HttpClient client() {
    HttpClient known = client;
    if (known == null) {
      known =
          HttpClient.newBuilder()
              .connectTimeout(connectTimeout)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
      client = known;
    }
    return known;
  }

  /** Closes pooled connections. */
  synchronized void disconnect() {
    HttpClient known = client;
    client = null;
    if (known != null) {
      known.shutdownNow();
    }
  }
}
