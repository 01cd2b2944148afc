package io.gamekeeper.endtoend;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.testing.HeardMessages;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A player's client on one game server: keeps what it is told and how it ended. */
final class GameClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HeardMessages heard = new HeardMessages();
  private final WebSocket socket;

  private GameClient(HttpClient web, int port, String token) {
    socket =
        web.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + GameServerContract.SESSION_PATH), heard)
            .join();
  }

  static GameClient connect(HttpClient web, int port, String token) {
    return new GameClient(web, port, token);
  }

  void say(String message) {
    socket.sendText(message, true).join();
  }

  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  /** Waits for a message that contains this; servers are real processes. */
  String hears(String part) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                heard.messages().stream()
                    .filter(message -> message.contains(part))
                    .findFirst()
                    .orElse(""),
            message -> !message.isEmpty());
  }

  /** Waits for the close code. */
  int status() {
    return heard.closed().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
