package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.endtoend.SharedStage.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a browser asks before and besides what other clients ask; Dev admits every origin. */
@ExtendWith(SharedStage.class)
final class BrowsersTest {
  private static final String ORIGIN = "https://play.example.com";
  private static final String GAME = "game.dev.gamekeeper.example";

  /** Servers are real processes on a machine that does much else. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Running stage;
  private final Api api;

  BrowsersTest(Running stage) {
    this.stage = stage;
    this.api = stage.api();
  }

  @ParameterizedTest
  @EnumSource
  void everyRoutesPreflightIsAnsweredWithoutAToken(ApiRoute route) {
    Api.Answer answer =
        api.send(
            api.request(route.path().replace("*", "arena"))
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", route.method())
                .header("Access-Control-Request-Headers", "authorization,idempotency-key")
                .method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.header("Access-Control-Allow-Methods").orElseThrow())
        .contains(route.method());
    assertThat(answer.header("Access-Control-Allow-Headers").orElseThrow())
        .contains("Authorization", "Idempotency-Key");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
  }

  @Test
  void aPageMayReadAnswersAndRefusals() {
    Api.Answer page =
        api.send(
            api.request("/v1/leaderboards/arena")
                .header("Origin", ORIGIN)
                .header("Authorization", api.bearer("browser")));
    Api.Answer unknown =
        api.send(
            api.request("/v1/leaderboards/nosuch")
                .header("Origin", ORIGIN)
                .header("Authorization", api.bearer("browser")));

    page.ok();
    unknown.problem(404);
    assertThat(page.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(unknown.header("Access-Control-Allow-Origin")).contains("*");
  }

  @ParameterizedTest
  @EnumSource(names = {"HEALTH", "READ_LEADERBOARD", "READ_INVENTORY"})
  void headIsAnsweredWhereverGetIs(ApiRoute route) {
    Api.Answer answer =
        api.send(
            api.request(route.path().replace("*", "arena"))
                .header("Authorization", api.bearer("browser"))
                .HEAD());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.response().body()).isEmpty();
  }

  @Test
  void aSessionOpensWithTheTokenAsASubProtocol() {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    try (HttpClient web = HttpClient.newHttpClient()) {
      WebSocket session =
          await()
              .atMost(PATIENCE)
              .ignoreException(CompletionException.class)
              .until(() -> open(web, stage.token("browser"), heard), socket -> true);

      await().atMost(PATIENCE).until(() -> heard.stream().anyMatch(m -> m.contains("welcome")));
      assertThat(session.getSubprotocol()).isEqualTo(GameServerContract.SESSION_PROTOCOL);
      session.abort();
      assertThatThrownBy(() -> open(web, stage.expiredToken("browser"), heard))
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
  }

  private WebSocket open(HttpClient web, String token, Queue<String> heard) {
    URI uri =
        URI.create("ws://127.0.0.1:" + stage.address().getPort() + GameServerContract.SESSION_PATH);
    return web.newWebSocketBuilder()
        .header("Host", GAME)
        .header("Origin", ORIGIN)
        .subprotocols(
            GameServerContract.SESSION_PROTOCOL, GameServerContract.TOKEN_PROTOCOL + token)
        .buildAsync(
            uri,
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                heard.add(text.toString());
                return WebSocket.Listener.super.onText(socket, text, last);
              }
            })
        .join();
  }
}
