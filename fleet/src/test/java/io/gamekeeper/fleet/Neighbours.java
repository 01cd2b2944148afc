package io.gamekeeper.fleet;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.testing.PlayerTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything a server talks to: token issuer, AppConfig agent, metadata service. */
final class Neighbours implements AutoCloseable {
  /** What is answered by path; anything else is not found. */
  final Map<String, String> documents = new ConcurrentHashMap<>();

  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final PlayerTokens players = new PlayerTokens("first");
  private final HttpServer http;

  private Neighbours(HttpServer http) {
    this.http = http;
  }

  static Neighbours start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Neighbours neighbours = new Neighbours(http);
    neighbours.documents.put("/latest/api/token", "token");
    neighbours.documents.put("/configuration", settings(20, 50));
    neighbours.publishKeys();
    http.createContext("/", neighbours::answer);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.start();
    return neighbours;
  }

  static String settings(int ticksPerSecond, int playersPerRoom) {
    return "{\"ticksPerSecond\":%d,\"playersPerRoom\":%d}"
        .formatted(ticksPerSecond, playersPerRoom);
  }

  PlayerTokens players() {
    return players;
  }

  void publishKeys() {
    documents.put("/jwks.json", PlayerTokens.keySet(players));
  }

  void loseKeys() {
    documents.remove("/jwks.json");
  }

  /** Returns how often that path has been asked for and answered. */
  int asked(String path) {
    return asked.getOrDefault(path, 0);
  }

  Map<String, String> environment(int maxPlayers, int drainSeconds) {
    String base = "http://127.0.0.1:" + http.getAddress().getPort();
    return new GameServerEnvironment(
            0,
            maxPlayers,
            drainSeconds,
            base + "/configuration",
            "tcp://127.0.0.1:1",
            base,
            new IdentityEnvironment(
                PlayerTokens.IDENTITY.issuer(),
                PlayerTokens.IDENTITY.audience(),
                base + "/jwks.json"),
            new TelemetryEnvironment("game-server", "Gamekeeper/test", "INFO"))
        .toMap();
  }

  /** Returns a good token of that player. */
  String token(String player) {
    return token(player, claims -> claims);
  }

  String token(String player, UnaryOperator<JWTClaimsSet.Builder> change) {
    return players.token(change.apply(claims(player)));
  }

  static JWTClaimsSet.Builder claims(String player) {
    return PlayerTokens.claims(player, Instant.now());
  }

  private void answer(HttpExchange exchange) throws IOException {
    @Nullable String body = documents.get(exchange.getRequestURI().getPath());
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
    asked.merge(exchange.getRequestURI().getPath(), 1, Integer::sum);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
