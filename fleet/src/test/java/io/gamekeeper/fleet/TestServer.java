package io.gamekeeper.fleet;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.fleet.observe.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server in this process whose time a test can move. */
final class TestServer implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  final TestTime time = new TestTime();
  final GameServer server;
  final List<Departure> departures = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final HttpClient http = HttpClient.newHttpClient();

  private TestServer(Map<String, String> environment) throws IOException {
    Log log =
        new Log(
            new PrintStream(output, true, StandardCharsets.UTF_8),
            time.timing().clock(),
            "game-server",
            Log.Level.INFO);
    server =
        new GameServer(environment, time.timing(), new Random(1), log, departures::add, () -> {});
    server.start();
  }

  static TestServer start(Map<String, String> environment) throws IOException {
    return new TestServer(environment);
  }

  static TestServer ready(Map<String, String> environment) throws IOException {
    TestServer server = new TestServer(environment);
    // Its neighbours answer over real sockets.
    await().atMost(PATIENCE).until(() -> server.get("/healthz", null).statusCode() == 200);
    return server;
  }

  String log() {
    return output.toString(StandardCharsets.UTF_8);
  }

  URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> get(String path, @Nullable String token, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri("http", path)).timeout(PATIENCE);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a player's client with a session. */
  TestPlayer player(String token) {
    return player(token, "127.0.0.1");
  }

  /** Returns a player's client that a load balancer says called from that address. */
  TestPlayer player(String token, String address) {
    return TestPlayer.connect(http, uri("ws", GameServerContract.SESSION_PATH), token, address);
  }

  /** Returns a player's client whose request has that trace header. */
  TestPlayer traced(String token, String traceHeader) {
    return TestPlayer.traced(http, uri("ws", GameServerContract.SESSION_PATH), token, traceHeader);
  }

  /** Returns a player's client that is a browser. */
  TestPlayer browser(String token) {
    return TestPlayer.browse(http, uri("ws", GameServerContract.SESSION_PATH), token);
  }

  @Override
  public void close() {
    server.close();
    http.shutdownNow();
  }
}
