package io.gamekeeper.fleet;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.testing.HeardMessages;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A player's client: keeps what it is told and how it ended. */
final class TestPlayer {
  private final HeardMessages heard = new HeardMessages();
  final List<String> seen = heard.messages();
  final CompletableFuture<Integer> closed = heard.closed();
  private @Nullable WebSocket socket;

  static TestPlayer connect(HttpClient http, URI uri, String token, String address) {
    TestPlayer player = new TestPlayer();
    player.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .header("X-Forwarded-For", address)
            .buildAsync(uri, player.heard)
            .join();
    return player;
  }

  /** Opens a session as the load balancer hands it on. */
  static TestPlayer traced(HttpClient http, URI uri, String token, String traceHeader) {
    TestPlayer player = new TestPlayer();
    player.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .header("X-Amzn-Trace-Id", traceHeader)
            .buildAsync(uri, player.heard)
            .join();
    return player;
  }

  /** Opens a session as a page does, which can set no header of its own. */
  static TestPlayer browse(HttpClient http, URI uri, String token) {
    TestPlayer player = new TestPlayer();
    player.socket =
        http.newWebSocketBuilder()
            .subprotocols(
                GameServerContract.SESSION_PROTOCOL, GameServerContract.TOKEN_PROTOCOL + token)
            .buildAsync(uri, player.heard)
            .join();
    return player;
  }

  WebSocket socket() {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    return open;
  }

  void say(String message) {
    socket().sendText(message, true).join();
  }

  /** Waits for a message that contains all of these; they come over a real socket. */
  String hears(String... parts) {
    return await()
        .atMost(TestServer.PATIENCE)
        .until(
            () ->
                seen.stream()
                    .filter(message -> List.of(parts).stream().allMatch(message::contains))
                    .findFirst()
                    .orElse(""),
            message -> !message.isEmpty());
  }

  int status() {
    return closed.orTimeout(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
