package io.gamekeeper.endtoend;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A player's client on one game server: keeps what it is told and how it ended. */
final class GameClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;

  private GameClient(HttpClient web, int port, String token) {
    socket =
        web.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + GameServerContract.SESSION_PATH),
                new Listening())
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
            () -> seen.stream().filter(message -> message.contains(part)).findFirst().orElse(""),
            message -> !message.isEmpty());
  }

  /** Waits for the close code. */
  int status() {
    return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private final class Listening implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        seen.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
      closed.completeExceptionally(cause);
    }
  }
}
