package io.gamekeeper.payment.storefront;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.gamekeeper.platform.WebClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP transport of Google's libraries on the platform's web client. */
final class PlatformTransport extends HttpTransport {
  private final BoundedWeb web;

  PlatformTransport(BoundedWeb web) {
    this.web = web;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new Outgoing(method, URI.create(url));
  }

  private final class Outgoing extends LowLevelHttpRequest {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers = new HashMap<>();

    private Outgoing(String method, URI uri) {
      this.method = method;
      this.uri = uri;
    }

    @Override
    public void addHeader(String name, String value) {
      // The platform's client does not unpack; neither does it have to.
      if (!name.toLowerCase(Locale.ROOT).equals("accept-encoding")) {
        headers.put(name, value);
      }
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      if (getContentEncoding() != null) {
        throw new IOException("requests are not compressed: " + getContentEncoding());
      }
      if (getContentType() != null) {
        headers.put("Content-Type", getContentType());
      }
      WebClient.Response response = web.send(new WebClient.Request(method, uri, headers, body()));
      boolean isObject = Documents.object(response.body()).isPresent();
      // The library's parser has no defence against half a document.
      if (response.status() / 100 == 2 && !response.body().isEmpty() && !isObject) {
        throw new IOException(uri.getHost() + " does not answer with a JSON object");
      }
      return new Incoming(response, isObject);
    }

    private @Nullable String body() throws IOException {
      if (getStreamingContent() == null) {
        return null;
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      getStreamingContent().writeTo(content);
      return content.toString(StandardCharsets.UTF_8);
    }
  }

  private static final class Incoming extends LowLevelHttpResponse {
    private final WebClient.Response response;
    private final boolean isObject;

    private Incoming(WebClient.Response response, boolean isObject) {
      this.response = response;
      this.isObject = isObject;
    }

    @Override
    public InputStream getContent() {
      return new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String getContentEncoding() {
      return null;
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    /**
     * Returns the content type; none for an error that claims to be JSON and is not, because the
     * libraries would print a stack trace.
     */
    @Override
    public String getContentType() {
      return isObject ? "application/json; charset=UTF-8" : "text/plain; charset=UTF-8";
    }

    @Override
    public String getStatusLine() {
      return "HTTP/1.1 " + response.status();
    }

    @Override
    public int getStatusCode() {
      return response.status();
    }

    @Override
    public @Nullable String getReasonPhrase() {
      return null;
    }

    @Override
    public int getHeaderCount() {
      return 0;
    }

    @Override
    public String getHeaderName(int index) {
      throw new IndexOutOfBoundsException(index);
    }

    @Override
    public String getHeaderValue(int index) {
      throw new IndexOutOfBoundsException(index);
    }
  }
}
