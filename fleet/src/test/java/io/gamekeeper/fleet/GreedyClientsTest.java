package io.gamekeeper.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerContract;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One client that takes all it can get, and what it leaves to the others. */
final class GreedyClientsTest {
  private static Neighbours neighbours;

  @BeforeAll
  static void start() throws IOException {
    neighbours = Neighbours.start();
  }

  @AfterAll
  static void stop() {
    neighbours.close();
  }

  @Test
  void aPlayerWhoNeverClosesReplacedSessionsHoldsTwoConnectionsAtMost() throws IOException {
    List<RawSocket> sockets = new ArrayList<>();
    try (TestServer server = TestServer.ready(neighbours.environment(4, 1))) {
      for (int i = 0; i < Limits.SESSIONS_AT_ONCE; i++) {
        sockets.add(new RawSocket(server.server.port(), neighbours.token("greedy")));
      }
      Sessions sessions = server.server.sessions();
      await().atMost(TestServer.PATIENCE).until(() -> sessions.connections() == 2);

      assertThat(server.get("/v1/session", neighbours.token("greedy")).statusCode()).isEqualTo(429);
      server.player(neighbours.token("ada")).hears("welcome");
      assertThat(server.get("/healthz", null).body()).contains("\"status\":\"ready\"");

      // Nobody answers the close; when its time is up the connection is cut.
      server.time.pass(PlayerSession.CLOSING);
      await().atMost(TestServer.PATIENCE).until(() -> sessions.connections() == 2);
      assertThat(sessions.has("greedy")).isTrue();
      assertThat(sessions.has("ada")).isTrue();
      for (RawSocket socket : sockets.subList(0, sockets.size() - 1)) {
        socket.skipToEnd();
      }
    } finally {
      for (RawSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aSessionThatIsOverCountsUntilItsConnectionIsCut() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1));
        RawSocket silent = new RawSocket(server.server.port(), neighbours.token("ada"))) {
      Sessions sessions = server.server.sessions();
      await().atMost(TestServer.PATIENCE).until(() -> sessions.has("ada"));
      server.player(neighbours.token("ada")).hears("welcome");

      assertThat(sessions.connections()).isEqualTo(2);
      assertThat(server.get("/v1/session", neighbours.token("bob")).statusCode()).isEqualTo(503);

      server.time.pass(PlayerSession.CLOSING);

      await().atMost(TestServer.PATIENCE).until(() -> sessions.connections() == 1);
      assertThat(silent.closeStatus()).isEqualTo(PlayerSession.REPLACED);
      server.player(neighbours.token("bob")).hears("welcome");
    }
  }

  @Test
  void whoIsClosedForABreachAndStaysIsCutOff() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1));
        RawSocket stays = new RawSocket(server.server.port(), neighbours.token("stays"))) {
      stays.send(RawSocket.frame(0x81, "nonsense".getBytes(US_ASCII)));
      assertThat(stays.closeStatus()).isEqualTo(1007);

      server.time.pass(PlayerSession.CLOSING);

      await().atMost(TestServer.PATIENCE).until(() -> server.server.sessions().connections() == 0);
    }
  }

  @Test
  void aReplacedSessionMovesNobody() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1));
        RawSocket old = new RawSocket(server.server.port(), neighbours.token("ada"))) {
      await().atMost(TestServer.PATIENCE).until(() -> server.server.sessions().has("ada"));
      TestPlayer now = server.player(neighbours.token("ada"));
      now.hears("welcome");
      assertThat(old.closeStatus()).isEqualTo(PlayerSession.REPLACED);

      old.send(RawSocket.frame(0x81, "{\"type\":\"move\",\"dx\":1,\"dy\":0}".getBytes(US_ASCII)));
      now.say("{\"type\":\"move\",\"dx\":0,\"dy\":1}");

      assertThat(now.hears("\"type\":\"state\"", "\"y\":505.0")).contains("\"x\":500.0");
    }
  }

  @Test
  void anAddressHoldsSoManySessionsAndItsPlayersMayReplaceTheirs() throws IOException {
    Map<String, String> environment = neighbours.environment(10, 1);
    environment.put(Limits.SESSIONS_PER_ADDRESS, "2");
    try (TestServer server = TestServer.ready(environment)) {
      server.player(neighbours.token("ada"), "192.0.2.1").hears("welcome");
      server.player(neighbours.token("bob"), "192.0.2.1").hears("welcome");

      assertThat(
              server
                  .get("/v1/session", neighbours.token("eve"), "X-Forwarded-For", "192.0.2.1")
                  .statusCode())
          .isEqualTo(429);
      server.player(neighbours.token("bob"), "192.0.2.1").hears("welcome");
      server.player(neighbours.token("eve"), "192.0.2.2").hears("welcome");
    }
  }

  @Test
  void healthChecksAreAnsweredWhateverConnectionsOthersHold() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1))) {
      for (int i = 0; i < 2 * GameServer.PLAIN_CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port());
        socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nX-Slow: ".getBytes(US_ASCII));
        silent.add(socket);
      }

      assertThat(server.get("/healthz", null).statusCode()).isEqualTo(200);
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.server.plainConnections().count() <= GameServer.PLAIN_CONNECTIONS);
      server.player(neighbours.token("ada")).hears("welcome");
      silent.getFirst().setSoTimeout((int) TestServer.PATIENCE.toMillis());
      assertThat(ends(silent.getFirst())).isTrue();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void whoBringsNoRequestInTimeIsCutOffAlsoIfSomeBytesCome() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1));
        Socket nothing = new Socket(InetAddress.getLoopbackAddress(), server.server.port());
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      nothing.setSoTimeout((int) TestServer.PATIENCE.toMillis());
      slow.setSoTimeout((int) TestServer.PATIENCE.toMillis());
      slow.getOutputStream().write("GET /healthz HTTP/1.1\r\n".getBytes(US_ASCII));
      // With the one of the health check before.
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.server.plainConnections().count() == 3);
      server.time.pass(GameServerContract.SERVER_IDLE.dividedBy(2));
      slow.getOutputStream().write("Host: x\r\n".getBytes(US_ASCII));
      server.time.pass(GameServerContract.SERVER_IDLE.dividedBy(2));

      assertThat(ends(nothing)).isTrue();
      assertThat(ends(slow)).isTrue();
    }
  }

  @Test
  void aServerThatIsToldNoAddressIsReachedFromItsMachineOnly() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1))) {
      assertThatThrownBy(
              () -> new Socket(InetAddress.ofLiteral("127.0.0.2"), server.server.port()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aBodyThatNeverComesHoldsNothing() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(2, 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write(
              "POST /v1/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
                  .getBytes(US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 405 ");
    }
  }

  /** Returns whether the other end closes in time: after a refusal, at once, or by a reset. */
  private static boolean ends(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
