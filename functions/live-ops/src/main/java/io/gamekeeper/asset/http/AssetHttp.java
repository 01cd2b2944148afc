package io.gamekeeper.asset.http;

import io.gamekeeper.asset.Location;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * HTTP/1.1 requests for the host of one address, sent to whatever machine a location is. Needs the
 * system property {@code jdk.httpclient.allowRestrictedHeaders=host}, because otherwise the JDK's
 * client asks only for the host that it connects to; over TLS, the certificate is still checked for
 * the address's host.
 */
public final class AssetHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final URI base;
  private final Duration idle;
  private final Map<Location, HttpClient> clients = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("asset-http").factory());

  /**
   * Creates a client for requests below an address.
   *
   * @param base http or https, host, perhaps a port; no path
   * @param idle how long an answer may take to begin, and then to go on
   */
  public AssetHttp(URI base, Duration idle) {
    boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    String path = base.getPath();
    if (!web || base.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException("not an http or https address without a path: " + base);
    }
    this.base = base;
    this.idle = idle;
    watch.setRemoveOnCancelPolicy(true);
  }

  /**
   * Sends a GET and returns the answer as soon as its head is there. Its body must be closed;
   * reading it fails if nothing comes for too long.
   */
  HttpResponse<InputStream> get(Location location, String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI target = location.address().map(this::at).orElse(base).resolve("/" + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(idle).GET();
    if (location.address().isPresent()) {
      request.header("Host", base.getRawAuthority());
    }
    headers.forEach(request::header);
    return client(location)
        .send(
            request.build(),
            head ->
                HttpResponse.BodySubscribers.mapping(
                    HttpResponse.BodySubscribers.ofInputStream(), Patient::new));
  }

  private HttpClient client(Location location) {
    return clients.computeIfAbsent(
        location,
        known -> {
          HttpClient.Builder client =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .connectTimeout(CONNECT);
          if (known.address().isPresent() && base.getScheme().equals("https")) {
            client.sslParameters(forTheBase());
          }
          return client.build();
        });
  }

  /**
   * Returns the TLS parameters that make the client check the certificate for the base's host even
   * when it connects to a numeric address.
   */
  private SSLParameters forTheBase() {
    try {
      SSLParameters parameters = SSLContext.getDefault().getDefaultSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(base.getHost())));
      return parameters;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private URI at(String address) {
    URI named = URI.create("http://" + address);
    InetSocketAddress socket = new InetSocketAddress(named.getHost(), named.getPort());
    InetAddress resolved = socket.getAddress();
    String host =
        resolved == null
            ? named.getHost()
            : resolved.getAddress().length > 4
                ? "[" + resolved.getHostAddress() + "]"
                : resolved.getHostAddress();
    return URI.create(base.getScheme() + "://" + host + ":" + named.getPort());
  }

  @Override
  public void close() {
    watch.shutdownNow();
    clients.values().forEach(HttpClient::shutdownNow);
  }

  /**
   * A stream that is closed when a read has waited for too long; the reader then gets an exception.
   */
  private final class Patient extends InputStream {
    private final InputStream body;

    Patient(InputStream body) {
      this.body = body;
    }

    private interface Reading {
      int run() throws IOException;
    }

    private int watched(Reading reading) throws IOException {
      var alarm = watch.schedule(this::giveUp, idle.toMillis(), TimeUnit.MILLISECONDS);
      try {
        return reading.run();
      } finally {
        alarm.cancel(false);
      }
    }

    private Void giveUp() throws IOException {
      body.close();
      return null;
    }

    @Override
    public int read() throws IOException {
      return watched(body::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return watched(() -> body.read(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
