package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.GameServerEnvironment;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session's trace, as X-Ray's daemon gets it. */
@Timeout(60)
final class SessionTracesTest {
  private static final String ROOT = "1-67891233-abcdef012345678912345678";

  private Neighbours neighbours;
  private DatagramSocket daemon;

  @BeforeEach
  void start() throws IOException {
    neighbours = Neighbours.start();
    daemon = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() {
    daemon.close();
    neighbours.close();
  }

  @Test
  void aSessionIsOneSegmentFromItsRequestToItsEnd() throws IOException {
    try (TestServer server = server()) {
      TestPlayer ada =
          server.traced(
              neighbours.token("ada"),
              "Self=1-67891234-12456789abcdef012345678;Root="
                  + ROOT
                  + ";Parent=00000000000000aa;Sampled=0");
      ada.hears("welcome");
      JsonNode begun = document();
      server.time.pass(Duration.ofSeconds(5));
      ada.socket().sendClose(1000, "bye").join();
      JsonNode ended = document();

      assertThat(begun.get("trace_id").asText()).isEqualTo(ROOT);
      assertThat(begun.has("parent_id")).as("who calls from outside is not above").isFalse();
      assertThat(begun.get("in_progress").asBoolean()).isTrue();
      assertThat(begun.at("/http/request/url").asText()).isEqualTo("/v1/session");
      assertThat(ended.get("id")).isEqualTo(begun.get("id"));
      assertThat(ended.get("start_time")).isEqualTo(begun.get("start_time"));
      assertThat(ended.get("end_time").asDouble() - ended.get("start_time").asDouble())
          .isGreaterThanOrEqualTo(5);
      assertThat(ended.at("/annotations/correlationId").asText()).isEqualTo(ROOT);
      assertThat(ended.at("/annotations/closeStatus").asText()).isEqualTo("1000");
      assertThat(server.log().lines())
          .anyMatch(line -> line.contains("sessionBegan") && line.contains(ROOT))
          .anyMatch(line -> line.contains("sessionEnded") && line.contains(ROOT));
    }
  }

  private TestServer server() throws IOException {
    Map<String, String> environment = new HashMap<>(neighbours.environment(50, 1));
    environment.put(GameServerEnvironment.TRACES_ENDPOINT, "127.0.0.1:" + daemon.getLocalPort());
    return TestServer.ready(environment);
  }

  private JsonNode document() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    daemon.receive(packet);
    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    assertThat(text).startsWith("{\"format\":\"json\",\"version\":1}\n");
    return new ObjectMapper().readTree(text.substring(text.indexOf('\n') + 1));
  }
}
