package io.gamekeeper.players;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Opens sessions with one game, for any number of players on a few threads. */
final class SessionClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * The time without any message, not even an answer to a ping, after which a player has lost its
   * server.
   */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private static final int THREADS = 16;
  private static final int LARGEST_MESSAGE = 1024 * 1024;

  private final GameAddress game;
  private final WebSocketClient client;

  private SessionClient(GameAddress game, WebSocketClient client) {
    this.game = game;
    this.client = client;
  }

  static SessionClient open(GameAddress game) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("sessions");
    threads.setDaemon(true);
    HttpClient http = new HttpClient();
    http.setExecutor(threads);
    http.setSocketAddressResolver(new Always(game.address()));
    http.setMaxConnectionsPerDestination(Integer.MAX_VALUE);
    http.setConnectTimeout(PATIENCE.toMillis());
    WebSocketClient client = new WebSocketClient(http);
    client.setIdleTimeout(SILENCE);
    client.setMaxTextMessageSize(LARGEST_MESSAGE);
    start(client);
    return new SessionClient(game, client);
  }

  /**
   * Opens a session.
   *
   * @throws IOException if it did not open in time, whatever the reason
   */
  GameSession connect(String token, SessionRecord record) throws IOException, InterruptedException {
    ClientUpgradeRequest request = new ClientUpgradeRequest(game.session());
    request.setHeader("Authorization", "Bearer " + token);
    request.setTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    GameSession session = new GameSession(record);
    CompletableFuture<Session> upgrade = client.connect(session, request);
    try {
      upgrade.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return session;
    } catch (ExecutionException | TimeoutException e) {
      abandon(upgrade);
      throw new IOException("no session at " + game.session(), e);
    } catch (InterruptedException e) {
      abandon(upgrade);
      throw e;
    }
  }

  /** Closes a session that opens too late. */
  private static void abandon(CompletableFuture<Session> upgrade) {
    CompletableFuture<Void> _ = upgrade.thenAccept(Session::disconnect);
  }

  private static void start(WebSocketClient client) {
    try {
      client.start();
    } catch (Exception e) { // what Jetty declares; starting opens a selector and nothing else
      throw new IllegalStateException("the WebSocket client did not start", e);
    }
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) { // what Jetty declares
      throw new IllegalStateException("the WebSocket client did not stop", e);
    }
  }

  /** Resolves every name to the same address. */
  private record Always(InetSocketAddress address) implements SocketAddressResolver {
    @Override
    public void resolve(
        String host,
        int port,
        Map<String, Object> context,
        Promise<List<InetSocketAddress>> promise) {
      promise.succeeded(List.of(address));
    }
  }
}
