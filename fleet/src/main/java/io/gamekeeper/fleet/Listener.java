package io.gamekeeper.fleet;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.platform.http.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * The port on which a server is reached. The HTTP library behind it is half of a server's start: it
 * is loaded when the listener starts, and not before.
 */
final class Listener {
  /** The idle time-out of sessions; probes are far more frequent. */
  private static final Duration SESSION_IDLE = Duration.ofSeconds(30);

  private static final int HEADER_BYTES = 16 * 1024;

  /** The threads for selecting, accepting and little else; requests run on virtual threads. */
  private static final int SOCKET_THREADS = 6;

  private static final int SEND_BUFFER_BYTES = 64 * 1024;
  private static final int ACCEPT_QUEUE = 1024;

  private final String address;
  private final int port;
  private final Connection.Listener connections;
  private final Function<ServerWebSocketContainer, Handler> door;

  private volatile @Nullable Running running;

  private record Running(Server server, ServerConnector connector) {}

  /**
   * Creates a listener that is not started.
   *
   * @param address the address it listens on
   * @param port 0 for any
   * @param connections is told of each connection
   * @param door creates what answers requests and begins sessions
   */
  Listener(
      String address,
      int port,
      Connection.Listener connections,
      Function<ServerWebSocketContainer, Handler> door) {
    this.address = address;
    this.port = port;
    this.connections = connections;
    this.door = door;
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the port cannot be had
   */
  void start() throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(SOCKET_THREADS, 2);
    threads.setName("sockets");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    ServerConnector connector = connector(server);
    server.addConnector(connector);
    server.setErrorHandler(new OwnWords());
    server.setHandler(door.apply(webSockets(server)));
    running = new Running(server, connector);
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // Jetty's life cycle declares nothing narrower
      throw new IllegalStateException("the server cannot start", e);
    }
  }

  /** Returns the port it listens on; negative if it does not listen. */
  int port() {
    Running started = running;
    return started == null ? -1 : started.connector().getLocalPort();
  }

  /**
   * Closes all connections and the port.
   *
   * @throws IllegalStateException if the library fails to
   */
  void stop() {
    Running started = running;
    if (started != null) {
      try {
        started.server().stop();
      } catch (Exception e) { // Jetty's life cycle declares nothing narrower
        throw new IllegalStateException("the server cannot stop", e);
      }
    }
  }

  private ServerConnector connector(Server server) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setIdleTimeout(GameServerContract.SERVER_IDLE.toMillis());
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address);
    connector.setPort(port);
    connector.setIdleTimeout(GameServerContract.SERVER_IDLE.toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    // What the kernel holds for a slow reader is bounded too.
    connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
    connector.addEventListener(connections);
    return connector;
  }

  private static ServerWebSocketContainer webSockets(Server server) {
    ServerWebSocketContainer container = ServerWebSocketContainer.ensure(server);
    container.setIdleTimeout(SESSION_IDLE);
    container.setMaxTextMessageSize(Limits.MESSAGE_BYTES);
    container.setMaxBinaryMessageSize(Limits.MESSAGE_BYTES);
    container.setMaxFrameSize(Limits.MESSAGE_BYTES);
    container.setMaxOutgoingFrames(2 * Limits.WAITING_MESSAGES);
    container.setInputBufferSize(1024);
    return container;
  }

  /** An error handler that answers with problem documents where Jetty itself refuses a request. */
  private static final class OwnWords extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus() < 400 ? 500 : response.getStatus();
      Door.refuse(
          status < 500
              ? Problem.of("malformed-request", status, "The request cannot be read", null)
              : Problem.of("internal-error", status, "Something went wrong on our side", null),
          response,
          callback);
      return true;
    }
  }
}
