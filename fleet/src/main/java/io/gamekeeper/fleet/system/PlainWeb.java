package io.gamekeeper.fleet.system;

import io.gamekeeper.platform.WebClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WebClient} on {@link HttpURLConnection}, which loads a fraction of the classes of the
 * JDK's newer client. Proxies and redirects are not followed; a body over 1 MB is refused.
 */
public final class PlainWeb implements WebClient {
  private static final int LARGEST_BODY = 1 << 20;

  private final Timing timing;

  public PlainWeb(Timing timing) {
    this.timing = timing;
  }

  @Override
  public Response send(Request request, Duration timeout) throws IOException {
    long end = timing.nanos() + timeout.toNanos();
    if (!(request.uri().toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection http)) {
      throw new IOException("not an HTTP address: " + request.uri());
    }
    http.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    http.setReadTimeout(Math.toIntExact(timeout.toMillis()));
    http.setInstanceFollowRedirects(false);
    http.setUseCaches(false);
    http.setRequestMethod(request.method());
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      http.setRequestProperty(header.getKey(), header.getValue());
    }
    write(http, request.body());
    int status = http.getResponseCode();
    try (InputStream body = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      return new Response(status, body == null ? "" : read(body, end));
    }
  }

  private static void write(HttpURLConnection http, @Nullable String body) throws IOException {
    if (body == null) {
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.setDoOutput(true);
    http.setFixedLengthStreamingMode(bytes.length);
    try (OutputStream out = http.getOutputStream()) {
      out.write(bytes);
    }
  }

  private String read(InputStream body, long end) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int count = body.read(part); count >= 0; count = body.read(part)) {
      bytes.write(part, 0, count);
      if (bytes.size() > LARGEST_BODY) {
        throw new IOException("the answer is over 1 MB");
      }
      if (timing.nanos() - end > 0) {
        throw new IOException("the answer took too long");
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
