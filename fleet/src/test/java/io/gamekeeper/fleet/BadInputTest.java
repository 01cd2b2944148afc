package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.testing.PlayerTokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BadInputTest {
  private static Neighbours neighbours;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    neighbours = Neighbours.start();
    server = TestServer.ready(neighbours.environment(50, 1));
  }

  @AfterAll
  static void stop() {
    server.close();
    neighbours.close();
  }

  @Test
  void forgedTokensOpenNothing() throws JOSEException {
    List<String> forged =
        List.of(
            new PlayerTokens("first").token(Neighbours.claims("eve")),
            new PlainJWT(Neighbours.claims("eve").build()).serialize(),
            PlayerTokens.token(
                new MACSigner(neighbours.players().key().toRSAPublicKey().getEncoded()),
                JWSAlgorithm.HS256,
                "first",
                Neighbours.claims("eve").build()),
            neighbours.token(
                "eve", claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)))),
            neighbours.token("eve", claims -> claims.audience("another")),
            "nonsense");

    for (String token : forged) {
      for (String path : List.of("/v1/session", "/v1/rooms")) {
        HttpResponse<String> response = server.get(path, token);
        assertThat(response.statusCode()).as("%s with %s", path, token).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        assertThat(response.body()).contains("\"type\":\"/problems/unauthorized\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"type\":\"fly\"}",
        "{\"type\":\"move\",\"dx\":\"1\",\"dy\":0}",
        "{\"type\":\"ping\",\"id\":1}{}",
        "{\"type\":\"ping\",\"type\":\"ping\",\"id\":1}",
        "{\"type\":\"ping\",\"id\":99999999999999999999}",
        "{\"type\":\"ping\",\"id\":1e400}",
        "{\"type\":\"move\",\"dx\":1e400,\"dy\":0}",
        "{\"type\":\"move\",\"dx\":0,\"dy\":-1e1000000000}",
        "{\"type\":\"move\",\"dx\":NaN,\"dy\":0}",
        "{\"type\":\"move\",\"dx\":0,\"dy\":0,\"more\":1e400}"
      })
  void aMessageThatIsNoneEndsTheSession(String message) {
    // One player may not open so many sessions at once.
    String name = "mallory-" + Integer.toHexString(message.hashCode());
    TestPlayer player = server.player(neighbours.token(name));

    player.say(message);

    assertThat(player.status()).isEqualTo(1007);
  }

  @Test
  void anOversizeMessageEndsTheSessionAlsoInFragments() throws IOException {
    TestPlayer whole = server.player(neighbours.token("whole"));
    whole.say("x".repeat(Limits.MESSAGE_BYTES + 1));
    assertThat(whole.status()).isEqualTo(1009);

    try (RawSocket parts = new RawSocket(server.server.port(), neighbours.token("parts"))) {
      parts.send(RawSocket.frame(0x01, new byte[2000]));
      parts.send(RawSocket.frame(0x00, new byte[2000]));
      parts.send(RawSocket.frame(0x00, new byte[2000]));
      assertThat(parts.closeStatus()).isEqualTo(1009);
    }
  }

  @Test
  void binaryMessagesEndTheSession() {
    TestPlayer player = server.player(neighbours.token("binary"));

    player.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();

    assertThat(player.status()).isEqualTo(1003);
  }

  @Test
  void framesAgainstTheProtocolEndTheConnection() throws IOException {
    byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
    byte[] unmasked = {(byte) 0x81, 2, '{', '}'};
    Map<String, byte[]> frames =
        Map.of(
            "unmasked", unmasked,
            "reserved bit", RawSocket.frame(0xC1, text),
            "unknown opcode", RawSocket.frame(0x83, text),
            "continuation of nothing", RawSocket.frame(0x80, text),
            "long ping", RawSocket.frame(0x89, new byte[126]));

    for (Map.Entry<String, byte[]> frame : frames.entrySet()) {
      try (RawSocket socket = new RawSocket(server.server.port(), neighbours.token("raw"))) {
        socket.send(frame.getValue());
        assertThat(socket.closeStatus()).as(frame.getKey()).isEqualTo(1002);
      }
    }
    try (RawSocket socket = new RawSocket(server.server.port(), neighbours.token("raw"))) {
      socket.send(RawSocket.frame(0x81, new byte[] {(byte) 0xff}));
      assertThat(socket.closeStatus()).as("no UTF-8").isEqualTo(1007);
    }
  }

  @Test
  void whoeverDoesNotReadIsCutOffWithABoundedQueue() throws IOException {
    try (RawSocket slow = new RawSocket(server.server.port(), neighbours.token("slow"))) {
      slow.send(
          RawSocket.frame(0x81, "{\"type\":\"ping\",\"id\":1}".getBytes(StandardCharsets.UTF_8)));
      await().atMost(TestServer.PATIENCE).until(() -> server.server.sessions().has("slow"));

      for (int i = 0; i < 100_000 && server.server.sessions().has("slow"); i++) {
        server.server.sessions().announceDrain(Duration.ofSeconds(i));
      }

      await().atMost(TestServer.PATIENCE).until(() -> !server.server.sessions().has("slow"));
      assertThat(server.log())
          .containsPattern(
              "\"player\":\"slow\",\"correlationId\":\"[^\"]+\",\"why\":\"slow reader\"");
    }
  }

  @Test
  void whoeverDoesNotAnswerProbesIsCutOffWithinSixSeconds() throws IOException {
    try (TestServer own = TestServer.ready(neighbours.environment(5, 1));
        RawSocket gone = new RawSocket(own.server.port(), neighbours.token("gone"))) {
      TestPlayer alive = own.player(neighbours.token("alive"));
      alive.hears("welcome");

      own.time.pass(PlayerSession.PROBE_EVERY);
      gone.skipTo(RawSocket.PING);
      own.time.pass(PlayerSession.PROBE_TIMEOUT);
      gone.skipTo(RawSocket.PING);
      assertThat(own.server.sessions().has("gone")).isTrue();
      alive.say("{\"type\":\"ping\",\"id\":5}");
      alive.hears("\"id\":5");
      own.time.pass(PlayerSession.DEAD_AFTER.minus(PlayerSession.PROBE_TIMEOUT));

      assertThat(gone.closeStatus()).isEqualTo(-1);
      await().atMost(TestServer.PATIENCE).until(() -> !own.server.sessions().has("gone"));
      assertThat(own.server.sessions().has("alive")).isTrue();
      assertThat(alive.closed).isNotDone();
      assertThat(own.log()).contains("no answer to probes");
    }
  }

  @Test
  void aFloodOfMessagesEndsItsSession() {
    TestPlayer player = server.player(neighbours.token("flood"));

    for (int i = 0; i < 200 && !player.closed.isDone(); i++) {
      try {
        player.say("{\"type\":\"ping\",\"id\":1}");
      } catch (CompletionException e) {
        break; // the server has had enough
      }
    }

    // Who is still sending may see the connection break before it reads the close frame.
    assertThat(player.closed.handle((status, broken) -> broken != null || status == 1008))
        .succeedsWithin(TestServer.PATIENCE)
        .isEqualTo(true);
    await().atMost(TestServer.PATIENCE).until(() -> !server.server.sessions().has("flood"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8A, 0x89, 0x00})
  void aFloodOfFramesThatAreNoMessagesEndsItsSession(int frame) throws IOException {
    try (TestServer own = TestServer.ready(neighbours.environment(5, 1));
        RawSocket flood = new RawSocket(own.server.port(), neighbours.token("flood"))) {
      if (frame == 0) {
        flood.send(RawSocket.frame(0x01, new byte[0]));
      }
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i < 200; i++) {
        frames.writeBytes(RawSocket.frame(frame, new byte[0]));
      }
      flood.send(frames.toByteArray());

      assertThat(flood.closeStatus()).isEqualTo(1008);
    }
  }

  @Test
  void aFloodFromOneAddressLeavesTheOthersAlone() throws IOException {
    Map<String, String> environment = neighbours.environment(5, 1);
    environment.put(GameServerEnvironment.ATTEMPTS_PER_SECOND, "2");
    try (TestServer own = TestServer.ready(environment)) {
      String forwarded = "X-Forwarded-For";
      int refused = 0;
      for (int i = 0; i < 30; i++) {
        // What stands before the last entry is the caller's own invention.
        int status =
            own.get("/v1/rooms", "forged", forwarded, "10.0.0." + i + ", 192.0.2.1").statusCode();
        refused += status == 429 ? 1 : 0;
      }

      assertThat(refused).isBetween(15, 20);
      assertThat(own.get("/v1/session", "forged", forwarded, "192.0.2.1").headers().map())
          .containsKey("Retry-After");
      assertThat(own.get("/v1/session", "forged", forwarded, "192.0.2.2").statusCode())
          .isEqualTo(401);
      assertThat(own.get("/v1/rooms", neighbours.token("ada"), forwarded, "192.0.2.1").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void requestsThatNobodyKnowsGetProblemDocuments() {
    assertThat(server.get("/v2", null).statusCode()).isEqualTo(404);
    assertThat(server.get("/v1/session", neighbours.token("ada")).statusCode()).isEqualTo(426);
    assertThat(server.get("/v1/rooms", "x".repeat(20_000)).statusCode()).isEqualTo(431);
    assertThat(server.get("/v1/rooms", null).body()).contains("/problems/unauthorized");
  }
}
