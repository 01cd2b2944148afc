package io.gamekeeper.platform.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.trace.DaemonTraceSink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LambdaPlatformTest {

  @Test
  void aCallOfAnyServiceEndsInTheTimeThatIsKeptForOne() {
    assertThat(LambdaPlatform.CALL_TIMEOUT).isLessThan(Telemetry.TIME_OF_A_CALL);
  }

  @Test
  void theSeamFindsItByName() {
    assertThat(Platform.lambda()).isInstanceOf(LambdaPlatform.class);
  }

  @Test
  void traceDocumentsGoToTheDaemonWithItsHeader() throws IOException {
    try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      daemon.setSoTimeout(2000);
      Platform platform =
          new LambdaPlatform(Map.of(DaemonTraceSink.ADDRESS, "127.0.0.1:" + daemon.getLocalPort()));

      platform.traces().accept("{\"name\":\"scores\"}");

      DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
      daemon.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .isEqualTo("{\"format\":\"json\",\"version\":1}\n{\"name\":\"scores\"}");
    }
  }

  @Test
  void withoutADaemonTracesAreDropped() {
    new LambdaPlatform(Map.of()).traces().accept("{}");
  }

  @Test
  void theWebAnswersAlsoAfterItsConnectionsWereDropped() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          byte[] body = "ä".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().put("Retry-After", List.of("30", "60"));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      JdkWebClient web = new JdkWebClient(Duration.ofSeconds(1));
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");

      WebClient.Response response = web.get(uri, Duration.ofSeconds(2));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("ä");
      assertThat(response.headers())
          .containsEntry("retry-after", "30")
          .doesNotContainKey("Retry-After");
      web.disconnect();
      assertThat(web.get(uri, Duration.ofSeconds(2)).body()).isEqualTo("ä");
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(
            () ->
                new JdkWebClient(Duration.ofSeconds(1))
                    .get(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNoSynchronousClientIsRefused() {
    Platform platform = new LambdaPlatform(Map.of());

    assertThatThrownBy(() -> platform.client(Runnable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Runnable");
  }

  @Test
  void oneConnectionServesAnEndpointAndItsAbsenceIsNoticedWhenUsed() {
    Platform platform = new LambdaPlatform(Map.of());

    RedisConnection connection = platform.redis("127.0.0.1", 1);

    assertThat(platform.redis("127.0.0.1", 1)).isSameAs(connection);
    assertThatThrownBy(connection::ping).isInstanceOf(RedisUnavailableException.class);
  }
}
