package io.gamekeeper.players;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Players against a small game server that can drain, close, hang up and refuse. */
final class SessionsTest {
  private static final String NAME = "game.example.test";

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger moves = new AtomicInteger();
  private final AtomicBoolean refusing = new AtomicBoolean();

  @BeforeEach
  void serve() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container ->
                container.addMapping(
                    "/v1/session",
                    (request, response, callback) -> {
                      asked.add(
                          request.getHeaders().get("Host")
                              + " "
                              + request.getHeaders().get("Authorization"));
                      if (refusing.get()) {
                        response.setStatus(503);
                        callback.succeeded();
                        return null;
                      }
                      return new Player();
                    })));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void eachPlayerAsksForTheGameByNameWithItsOwnTokenAndMoves() {
    try (Sessions sessions = sessions(3)) {
      awaitHeld(sessions, 3);
      await("players move now and then").until(() -> moves.get() >= 9);

      Sessions.Summary summary = sessions.summary();
      assertThat(asked)
          .containsExactlyInAnyOrder(
              host() + " Bearer token-of-player-00000",
              host() + " Bearer token-of-player-00001",
              host() + " Bearer token-of-player-00002");
      assertThat(summary.reconnects()).isZero();
      assertThat(summary.roundTripMicros().getTotalCount()).isPositive();
      assertThat(summary.toString()).startsWith("sessions 3/3").doesNotContain("reconnects");
    }
    await("the server hears of it").until(open::isEmpty);
  }

  @Test
  void whoseServerDrainsLeavesAndComesAgain() {
    try (Sessions sessions = sessions(2)) {
      awaitHeld(sessions, 2);

      open.forEach(
          session -> session.sendText("{\"type\":\"drain\",\"seconds\":60}", Callback.NOOP));

      awaitReconnects(sessions, 2);
      assertThat(sessions.summary().drains()).isEqualTo(2);
    }
  }

  @Test
  void whoseConnectionBreaksComesAgain() {
    try (Sessions sessions = sessions(2)) {
      awaitHeld(sessions, 2);

      open.forEach(Session::disconnect);

      awaitReconnects(sessions, 2);
      Sessions.Summary summary = sessions.summary();
      assertThat(summary.drains()).isZero();
      assertThat(summary.longestGap()).isPositive();
      assertThat(summary.toString()).contains("reconnects 2 (drained 0, refused 0");
    }
  }

  @Test
  void whoIsRefusedPausesAndTheTimeWithoutASessionGrowsMeanwhile() {
    try (Sessions sessions = sessions(1)) {
      awaitHeld(sessions, 1);

      refusing.set(true);
      open.forEach(Session::disconnect);

      await("the player tries again").until(() -> sessions.summary().refusals() >= 2);
      Sessions.Summary refused = sessions.summary();
      assertThat(refused.held()).isZero();
      assertThat(refused.longestGap()).isPositive();
      assertThat(sessions.summary().longestGap()).isGreaterThan(refused.longestGap());

      refusing.set(false);
      awaitReconnects(sessions, 1);
    }
  }

  @Test
  void aThousandPlayersShareOneClient() {
    try (Sessions sessions = sessions(1000)) {
      awaitHeld(sessions, 1000);
    }
  }

  private Sessions sessions(int count) {
    return Sessions.start(
        new Sessions.Settings(
            new GameAddress(
                NAME,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort())),
            player -> "token-of-" + player,
            count,
            Duration.ofMillis(100),
            42));
  }

  private String host() {
    return NAME + ":" + connector.getLocalPort();
  }

  private static void awaitHeld(Sessions sessions, int count) {
    await("players come by themselves").until(() -> sessions.summary().held() == count);
  }

  private static void awaitReconnects(Sessions sessions, int count) {
    await("players come again by themselves")
        .until(
            () -> sessions.summary().held() == count && sessions.summary().reconnects() == count);
  }

  /** The server's side of a session. */
  public final class Player implements Session.Listener.AutoDemanding {
    private @Nullable Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      open.add(opened);
    }

    @Override
    public void onWebSocketText(String message) {
      if (message.startsWith("{\"type\":\"ping\"")) {
        requireNonNull(session).sendText(message.replace("ping", "pong"), Callback.NOOP);
      } else {
        assertThat(message)
            .matches("\\{\"type\":\"move\",\"dx\":-?[01]\\.\\d+,\"dy\":-?[01]\\.\\d+}");
        moves.incrementAndGet();
      }
    }

    /** Connections break here on purpose. */
    @Override
    public void onWebSocketError(Throwable cause) {}

    @Override
    public void onWebSocketClose(int status, String reason, Callback callback) {
      open.remove(requireNonNull(session));
      callback.succeed();
    }
  }
}
