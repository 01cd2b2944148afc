package io.gamekeeper.local.http;

import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.time.Agenda;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The load balancer's open port on the loopback address. */
public final class Front implements AutoCloseable {
  private static final int HEADER_LIMIT_BYTES = 64 * 1024;

  /** How much more of the body of a refused request is read: more than any client has in flight. */
  private static final int LINGER_BYTES = 8 << 20;

  private static final int COPY_BYTES = 16 * 1024;
  private static final int SOCKET_THREADS = 8;
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Server server;
  private final ServerConnector connector;
  private volatile @Nullable Served served;

  private record Served(Site site, Agenda agenda) {
    void answer(FrontRequest request, long startNanos, Consumer<Answer> to)
        throws InterruptedException {
      agenda.perform(
          () -> {
            site.answer(request, startNanos, to);
            return true;
          });
    }
  }

  private Front(Duration idleTimeout) {
    server = new Server(new SocketThreads());
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_LIMIT_BYTES);
    http.setSendServerVersion(false);
    http.setUriCompliance(UriCompliance.UNSAFE); // functions get paths as they were sent
    http.setIdleTimeout(idleTimeout.toMillis());
    connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(http));
    connector.setHost(LOOPBACK);
    connector.setIdleTimeout(idleTimeout.toMillis());
    server.addConnector(connector);
    // A stop refuses new requests; a request that is being answered may still lose its connection.
    server.setHandler(new GracefulHandler(new Answering()));
    server.setErrorHandler(new OwnWords());
    server.setStopTimeout(STOP_LIMIT.toMillis());
  }

  /**
   * Opens the port. Until {@link #serve} every request is answered with 503.
   *
   * @param port 0 for any that is free
   * @param idleTimeout after which a silent connection is closed, even within a request
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

  /**
   * Serves a site from now on.
   *
   * @param agenda stands still, if it leads its clock, while a request is answered
   */
  public void serve(Site answering, Agenda agenda) {
    served = new Served(answering, agenda);
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Stops taking requests and closes everything, at the latest after the stop limit. */
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

  /** The load balancer's responses to requests that Jetty refuses. */
  private static final class OwnWords extends ErrorHandler {
    private static final int TOO_MANY_HEADERS = 431;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      send(FrontResponse.own(status == TOO_MANY_HEADERS ? 400 : status), response, callback);
      return true;
    }
  }

  /**
   * A handler that gives each request a new thread. Jetty would use a thread again for the next
   * request of the same connection, and a function that runs on it may leave state behind.
   */
  private final class Answering extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Thread.ofVirtual()
          .inheritInheritableThreadLocals(false)
          .start(() -> answer(request, response, callback));
      return true;
    }

    private void answer(Request request, Response response, Callback callback) {
      try {
        FrontRequest asked = frontRequest(request);
        Served current = served;
        if (current == null) {
          give(FrontResponse.own(503), asked, request, response, callback);
        } else if (asked.method().equals("TRACE")) {
          give(FrontResponse.own(405), asked, request, response, callback);
        } else {
          current.answer(
              asked,
              request.getBeginNanoTime(),
              answer -> give(answer, asked, request, response, callback));
        }
      } catch (Throwable e) { // Jetty reports the failure, as it does for its own threads
        callback.failed(e);
      }
    }

    private static void give(
        Answer answer, FrontRequest asked, Request request, Response response, Callback callback) {
      switch (answer) {
        case FrontResponse refusal when refusal.status() >= 400 && !asked.body().isTaken() ->
            refuse(refusal, request, response, callback);
        case FrontResponse whole -> send(whole, response, callback);
        case Answer.Streamed streamed -> stream(streamed, response, callback);
        case Answer.Tunnel tunnel -> tunnel(tunnel, request, response, callback);
      }
    }
  }

  /**
   * The threads of the sockets. A connection looks for its next request on the thread that has
   * answered the last one: that look does not block, and waking another thread costs more.
   */
  private static final class SocketThreads extends QueuedThreadPool {
    SocketThreads() {
      super(SOCKET_THREADS);
      setName("front");
    }

    @Override
    public void execute(Runnable job) {
      if (job instanceof Connection) {
        job.run();
      } else {
        super.execute(job);
      }
    }
  }

  /**
   * Answers a request whose body may still be arriving, and reads the rest of it: a client that is
   * sending when its connection is closed gets a reset instead of the answer.
   */
  private static void refuse(
      FrontResponse answer, Request request, Response response, Callback callback) {
    try (Blocker.Callback sent = Blocker.callback()) {
      send(answer, response, sent);
      sent.block();
    } catch (IOException e) {
      callback.failed(e);
      return;
    }
    try (InputStream rest = Request.asInputStream(request)) {
      byte[] buffer = new byte[COPY_BYTES];
      int left = LINGER_BYTES;
      int count = 0;
      while (count >= 0 && left > 0) {
        count = rest.read(buffer, 0, Math.min(buffer.length, left));
        left -= count;
      }
    } catch (IOException e) {
      // The client has its answer, and sends no more.
    }
    callback.succeeded();
  }

  private static void stream(Answer.Streamed answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    long length = -1;
    for (FrontRequest.Field field : answer.headers()) {
      switch (field.name()) {
        case "date", "server" -> headers.put(field.name(), field.value());
        case "content-length" -> {
          headers.put(field.name(), field.value());
          length = Long.parseLong(field.value());
        }
        default -> headers.add(field.name(), field.value());
      }
    }
    try (InputStream body = answer.body()) {
      copy(body, length, response);
    } catch (IOException e) {
      callback.failed(e); // the client's connection breaks, as the response did
      return;
    }
    callback.succeeded();
  }

  /** Copies a body: bytes are sent as they arrive, the last ones with the end of the response. */
  private static void copy(InputStream body, long length, Response response) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    long sent = 0;
    int count = body.read(buffer);
    while (count >= 0) {
      sent += count;
      try (Blocker.Callback written = Blocker.callback()) {
        response.write(sent == length, ByteBuffer.wrap(buffer, 0, count), written);
        written.block();
      }
      count = body.read(buffer);
    }
  }

  private static void tunnel(
      Answer.Tunnel answer, Request request, Response response, Callback callback) {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    request.setAttribute(
        HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
        new TunnelConnection(client, request.getComponents().getExecutor(), answer.target()));
    response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
    for (FrontRequest.Field field : answer.headers()) {
      response.getHeaders().add(field.name(), field.value());
    }
    callback.succeeded();
  }

  private static FrontRequest frontRequest(Request request) {
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
        new IncomingBody(request),
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
