package io.gamekeeper.local.http;

import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The stage's own host names, as functions reach them. */
public final class NamedHosts implements WebHosts.Handler {
  private final Names names;

  private NamedHosts(Names names) {
    this.names = names;
  }

  /** Lets functions reach every name that has records. */
  public static void register(Names names, WebHosts web) {
    NamedHosts hosts = new NamedHosts(names);
    names.all().forEach(name -> web.register(name, hosts));
  }

  @Override
  public WebClient.Response answer(WebClient.Request request) throws IOException {
    String host = String.valueOf(request.uri().getHost());
    Site site = names.site(host).orElseThrow(() -> new UnknownHostException(host));
    List<FrontRequest.Field> headers = new ArrayList<>();
    headers.add(new FrontRequest.Field("host", host));
    request
        .headers()
        .forEach(
            (name, value) ->
                headers.add(new FrontRequest.Field(name.toLowerCase(Locale.ROOT), value)));
    String body = request.body();
    RequestBody sent =
        body == null ? RequestBody.EMPTY : RequestBody.of(body.getBytes(StandardCharsets.UTF_8));
    if (sent.length() != 0) {
      headers.add(new FrontRequest.Field("content-length", Long.toString(sent.length())));
    }
    String path = request.uri().getRawPath();
    try {
      return response(
          site.answer(
              new FrontRequest(
                  request.method(),
                  path.isEmpty() ? "/" : path,
                  request.uri().getRawQuery(),
                  headers,
                  sent,
                  "127.0.0.1"),
              System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the call was broken off");
    }
  }

  private static WebClient.Response response(Answer answer) throws IOException {
    return switch (answer) {
      case FrontResponse whole ->
          new WebClient.Response(whole.status(), new String(whole.body(), StandardCharsets.UTF_8));
      case Answer.Streamed streamed -> {
        try (InputStream body = streamed.body()) {
          yield new WebClient.Response(
              streamed.status(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      case Answer.Tunnel _ -> throw new IOException("nobody asked for another protocol");
    };
  }
}
