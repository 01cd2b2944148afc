package io.gamekeeper.fleet;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerContract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A player's client: keeps what it is told and how it ended. */
final class TestPlayer {
  final List<String> seen = new CopyOnWriteArrayList<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private @Nullable WebSocket socket;

  static TestPlayer connect(HttpClient http, URI uri, String token, String address) {
    TestPlayer player = new TestPlayer();
    player.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .header("X-Forwarded-For", address)
            .buildAsync(uri, player.new Listening())
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
            .buildAsync(uri, player.new Listening())
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
