package io.gamekeeper.platform.aws;

import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    // The request's own time-out ends with the headers; a body that stalls must not take longer.
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(builder.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Response(response.statusCode(), response.body(), firstValues(response.headers()));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw (IOException) new HttpTimeoutException("no answer in time").initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
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
