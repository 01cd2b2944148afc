package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.testing.Proofs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server's times against those of the load balancer before it. */
final class BalancerTimesTest {
  private static final Duration STOPPING = Duration.ofSeconds(10);

  @Test
  void theLastPlayersAreToldBeforeTheirConnectionsAreCut() {
    Duration afterTheDrain =
        InstanceWatch.BETWEEN_LOOKS
            .plus(InstanceWatch.LONGEST_LOOK)
            .plus(Drain.CLOSING)
            .plus(STOPPING);

    assertThat(afterTheDrain).isLessThan(GameServerContract.END);
  }

  /** Waits for as long as it says: the connection's time-out is the operating system's clock. */
  @Test
  @Tag(Proofs.WHOLE_ONLY)
  void anIdleConnectionServesForLongerThanTheLoadBalancerKeepsIt() throws IOException {
    try (Neighbours neighbours = Neighbours.start();
        TestServer server = TestServer.ready(neighbours.environment(1, 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
      assertThat(healthOver(socket)).startsWith("HTTP/1.1 200");

      socket.setSoTimeout(
          Math.toIntExact(GameServerContract.BALANCER_IDLE.plusSeconds(2).toMillis()));
      assertThatThrownBy(() -> socket.getInputStream().read())
          .as("nothing comes, and nothing ends")
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(healthOver(socket)).startsWith("HTTP/1.1 200");
    }
  }

  private static String healthOver(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[4096];
    int count = socket.getInputStream().read(answer);
    return new String(answer, 0, count, StandardCharsets.US_ASCII);
  }
}
