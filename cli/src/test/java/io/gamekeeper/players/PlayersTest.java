package io.gamekeeper.players;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.load.Measurements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Players against a small server that remembers what it was asked. */
final class PlayersTest {
  private static final int PLAYERS = 20;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Integer> triesByKey = new ConcurrentHashMap<>();
  private final Map<String, String> routes = new ConcurrentHashMap<>();
  private final AtomicBoolean placeAsked = new AtomicBoolean();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Measurements measurements = new Measurements();
  private HttpServer server = create();

  @BeforeEach
  void serve() {
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void playersUseEveryRouteWithTheirOwnTokenAndALostPlaceIsNoError() {
    try (Players _ = players(PLAYERS)) {
      await("players choose at random")
          .until(
              () ->
                  routes
                      .keySet()
                      .containsAll(
                          List.of(
                              "submit",
                              "around",
                              "page",
                              "next",
                              "friends",
                              "gems",
                              "sword",
                              "inventory")));
    }

    assertThat(routes.get("around")).startsWith("Bearer token-of-player-0");
    assertThat(placeAsked).isTrue();
    Measurements.Interval interval = measurements.take();
    assertThat(interval.refused()).isZero();
    assertThat(interval.unreachable()).isZero();
    // The server counts also what the end of the game cut off: at most one call of each player.
    assertThat(interval.failed())
        .isBetween((long) triesByKey.size() - PLAYERS, (long) triesByKey.size());
  }

  @Test
  void aSubmissionThatGotA503IsRepeatedWithItsKeyAndAcceptedOnce() {
    try (Players _ = players(10)) {
      await("each submission needs two tries").until(() -> accepted.get() >= 20);
    }

    assertThat(triesByKey.values().stream().filter(tries -> tries >= 2).count())
        .isGreaterThanOrEqualTo(accepted.get());
    assertThat(triesByKey.values()).allMatch(tries -> tries <= 2);
  }

  @Test
  void closingEndsTheGame() {
    players(30).close();

    int calls = triesByKey.size();
    assertThat(triesByKey).hasSize(calls);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("player-"));
  }

  private Players players(int count) {
    return Players.start(
        new Players.Settings(
            server.getAddress(),
            player -> "token-of-" + player,
            (player, sku) -> "receipt-of-" + sku,
            count,
            List.of(new Players.PlayedBoard("arena", 0, 1000)),
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            7),
        measurements,
        (board, player, score) -> accepted.incrementAndGet());
  }

  /**
   * The first try of every submission is answered with 503, the first question for a place with 404
   * as after the end of a season, everything else with 200.
   */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    int status = 200;
    String body = "{}";
    if (exchange.getRequestMethod().equals("POST")) {
      String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean purchase = path.equals("/v1/purchases");
      routes.put(
          purchase ? sent.contains("receipt-of-gems-100") ? "gems" : "sword" : "submit", path);
      status = triesByKey.merge(key, 1, Integer::sum) == 1 ? 503 : purchase ? 201 : 200;
    } else if (path.equals("/v1/players/me/inventory")) {
      routes.put("inventory", path);
    } else if (path.contains("/players/")) {
      routes.put("around", String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      status = placeAsked.compareAndSet(false, true) ? 404 : 200;
    } else if (path.contains("/friends?ids=")) {
      routes.put("friends", path);
    } else if (path.contains("cursor=abc")) {
      routes.put("next", path);
    } else {
      routes.put("page", path);
      body = "{\"board\":\"arena\",\"entries\":[],\"next\":\"abc\"}";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static HttpServer create() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
