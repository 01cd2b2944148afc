package io.gamekeeper.local.balancer;

import io.gamekeeper.local.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The load balancer's open port on the loopback address. */
public final class Front implements AutoCloseable {
  /** The largest request body that a load balancer hands to a function. */
  private static final int BODY_LIMIT_BYTES = 1 << 20;

  private static final int HEADER_LIMIT_BYTES = 64 * 1024;
  private static final int SOCKET_THREADS = 8;
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Server server;
  private final ServerConnector connector;
  private volatile @Nullable Serving serving;

  private Front(Duration idleTimeout) {
    QueuedThreadPool threads = new QueuedThreadPool(SOCKET_THREADS);
    threads.setName("front");
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_LIMIT_BYTES);
    http.setSendServerVersion(false);
    http.setUriCompliance(UriCompliance.UNSAFE); // paths go to the functions as they came
    http.setIdleTimeout(idleTimeout.toMillis());
    connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(http));
    connector.setHost(LOOPBACK);
    connector.setIdleTimeout(idleTimeout.toMillis());
    server.addConnector(connector);
    // A stop refuses new requests; one that is being answered may still lose its connection.
    server.setHandler(new GracefulHandler(new Answering()));
    server.setErrorHandler(new OwnWords());
    server.setStopTimeout(STOP_LIMIT.toMillis());
  }

  /**
   * Binds the port. Until {@link #serve} every request is answered with 503.
   *
   * @param port 0 for any that is free
   * @param idleTimeout after which a connection that is silent, also within a request, is closed
   * @throws StageException if the port is taken
   */
  public static Front open(int port, Duration idleTimeout) {
    Front front = new Front(idleTimeout);
    front.connector.setPort(port);
    try {
      front.connector.open();
      front.server.start();
      return front;
    } catch (BindException e) {
      throw portTaken(port, e);
    } catch (IOException e) {
      if (e.getCause() instanceof BindException) {
        throw portTaken(port, e);
      }
      throw new StageException("port " + port + " cannot be opened: " + e.getMessage(), e);
    } catch (Exception e) { // Jetty's life cycle declares nothing narrower
      throw new StageException("the HTTP front cannot start: " + e, e);
    }
  }

  /** Hands requests to a load balancer from now on. */
  public void serve(LoadBalancer balancer) {
    serving = new Serving(balancer, balancer.served());
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests and closes everything, at the latest after the stop limit. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Jetty's life cycle declares nothing narrower
      throw new IllegalStateException("the HTTP front did not stop", e);
    }
  }

  private static StageException portTaken(int port, Exception e) {
    return new StageException(
        "port " + port + " is taken; stop what listens there or choose another with --port", e);
  }

  private record Serving(LoadBalancer balancer, Listener listener) {}

  /** The load balancer's own words where Jetty finds a request unacceptable. */
  private static final class OwnWords extends ErrorHandler {
    private static final int TOO_MANY_HEADERS = 431;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      send(FrontResponse.own(status == TOO_MANY_HEADERS ? 400 : status), response, callback);
      return true;
    }
  }

  private final class Answering extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws InterruptedException {
      send(answer(request, response), response, callback);
      return true;
    }

    private FrontResponse answer(Request request, Response response) throws InterruptedException {
      Serving current = serving;
      if (current == null) {
        return FrontResponse.own(503);
      }
      if (request.getMethod().equals("TRACE")) {
        return FrontResponse.own(405);
      }
      byte[] body;
      try {
        body = body(request);
      } catch (EofException e) {
        return closing(response, 400);
      } catch (IOException e) {
        return closing(response, e.getCause() instanceof TimeoutException ? 408 : 400);
      }
      if (body.length > BODY_LIMIT_BYTES) {
        return closing(response, 413);
      }
      return current
          .balancer()
          .answer(frontRequest(request, body), current.listener(), request.getBeginNanoTime());
    }

    /** What is left of the request would be taken for the next one. */
    private FrontResponse closing(Response response, int status) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      return FrontResponse.own(status);
    }

    private byte[] body(Request request) throws IOException {
      long length = request.getLength();
      if (length == 0) {
        return new byte[0];
      }
      if (length > 2 * BODY_LIMIT_BYTES) {
        return new byte[BODY_LIMIT_BYTES + 1]; // refused by its size, unread
      }
      try (InputStream content = Request.asInputStream(request)) {
        byte[] body = content.readNBytes(BODY_LIMIT_BYTES + 1);
        if (body.length > BODY_LIMIT_BYTES) {
          // Who is still sending when the connection is closed gets a reset in place of the answer.
          content.skip(BODY_LIMIT_BYTES);
        }
        return body;
      }
    }
  }

  private static FrontRequest frontRequest(Request request, byte[] body) {
    HttpFields fields = request.getHeaders();
    List<FrontRequest.Field> headers = new ArrayList<>(fields.size());
    for (HttpField field : fields) {
      String value = field.getValue();
      headers.add(
          new FrontRequest.Field(
              field.getName().toLowerCase(Locale.ROOT), value == null ? "" : value));
    }
    String path = request.getHttpURI().getPath();
    return new FrontRequest(
        request.getMethod(),
        path == null ? "/" : path,
        request.getHttpURI().getQuery(),
        headers,
        body,
        Request.getRemoteAddr(request));
  }

  private static void send(FrontResponse answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    for (FrontRequest.Field field : answer.headers()) {
      headers.add(field.name(), field.value());
    }
    boolean bodyAllowed = answer.status() != 204 && answer.status() != 304;
    byte[] body = bodyAllowed ? answer.body() : new byte[0];
    if (bodyAllowed) {
      headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
