package io.gamekeeper.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.contract.TelemetryEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The surroundings that a game server needs: an issuer of tokens, its configuration, a metadata
 * service with nothing to report and a recipient of its metrics.
 */
final class ServerSurroundings implements AutoCloseable {
  private static final String JWKS = "/jwks.json";
  private static final String CONFIGURATION = "/configuration";
  private static final String METADATA_TOKEN = "/latest/api/token";
  private static final String SETTINGS =
      "{\"%s\":20,\"%s\":50}"
          .formatted(GameServerSettings.TICKS_PER_SECOND, GameServerSettings.PLAYERS_PER_ROOM);
  private static final int DRAIN_SECONDS = 1;

  private final BenchTokens tokens = new BenchTokens();
  private final HttpServer http;
  private final ServerSocket metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private ServerSurroundings(HttpServer http, ServerSocket metrics) {
    this.http = http;
    this.metrics = metrics;
  }

  static ServerSurroundings open() throws IOException {
    ServerSurroundings surroundings =
        new ServerSurroundings(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    surroundings.http.setExecutor(surroundings.threads);
    surroundings.http.createContext("/", surroundings::answer);
    surroundings.http.start();
    surroundings.threads.execute(surroundings::takeMetrics);
    return surroundings;
  }

  /** What a server is told that listens on that port and holds as many players. */
  GameServerEnvironment environment(int port, int maxPlayers) {
    String here = "http://127.0.0.1:" + http.getAddress().getPort();
    return new GameServerEnvironment(
        port,
        maxPlayers,
        DRAIN_SECONDS,
        here + CONFIGURATION,
        "tcp://127.0.0.1:" + metrics.getLocalPort(),
        here,
        BenchTokens.identity(here + JWKS),
        new TelemetryEnvironment(GameServerContract.SERVICE, "Gamekeeper/bench", "INFO"));
  }

  String token(String player) {
    return tokens.token(player);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body =
          switch (exchange.getRequestURI().getPath()) {
            case JWKS -> tokens.keySet();
            case CONFIGURATION -> SETTINGS;
            case METADATA_TOKEN -> "token";
            default -> "";
          };
      if (body.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  private void takeMetrics() {
    while (!metrics.isClosed()) {
      try {
        Socket sender = metrics.accept();
        threads.execute(() -> drop(sender));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void drop(Socket sender) {
    try (sender;
        InputStream in = sender.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException ended) {
      // The server is gone; its metrics meant nothing.
    }
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    metrics.close();
    threads.shutdownNow();
  }
}
