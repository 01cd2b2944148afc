package io.gamekeeper.payment.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class FaultProxyTest {
  private static final int HALF = 4;

  private ServerSocket echo;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = new FaultProxy(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> echo(client));
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      return; // the client has gone
    }
  }

  @Test
  void aHealthyWayChangesNothing() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client)).isEqualTo("question");
      assertThat(ask(client)).isEqualTo("question");
    }
  }

  @Test
  void aReplyIsCutInTheMiddleOnceAndTheNextConnectionIsHealthy() throws IOException {
    try (Socket client = connect();
        Socket next = connect()) {
      assertThat(ask(client)).isEqualTo("question");
      proxy.cutReplyAfter(HALF);

      client.getOutputStream().write("question".getBytes(StandardCharsets.UTF_8));

      assertThatThrownBy(() -> client.getInputStream().readNBytes(HALF + 1))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThat(ask(next)).isEqualTo("question");
    }
  }

  @Test
  void silenceLooksLikeAnOpenConnectionUntilItIsHealed() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client)).isEqualTo("question");
      proxy.silence();

      assertThatThrownBy(() -> ask(client)).isInstanceOf(SocketTimeoutException.class);

      proxy.heal();
      assertThatThrownBy(() -> ask(client)).isInstanceOf(SocketException.class);
      try (Socket next = connect()) {
        assertThat(ask(next)).isEqualTo("question");
      }
    }
  }

  @Test
  void refusingResetsWhatIsOpenAndLetsNobodyInUntilItIsHealed() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client)).isEqualTo("question");

      proxy.refuse();

      assertThatThrownBy(() -> ask(client)).isInstanceOf(SocketException.class);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    proxy.heal();
    try (Socket next = connect()) {
      assertThat(ask(next)).isEqualTo("question");
    }
  }

  @Test
  void latencyAndThrottleDelayReplies() throws IOException {
    try (Socket client = connect()) {
      proxy.delay(Duration.ofMillis(100));
      proxy.throttle(80); // 8 bytes take 100 ms

      long start = System.nanoTime();
      assertThat(ask(client)).isEqualTo("question");

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(300);
    return client;
  }

  private static String ask(Socket client) throws IOException {
    byte[] question = "question".getBytes(StandardCharsets.UTF_8);
    client.getOutputStream().write(question);
    return new String(client.getInputStream().readNBytes(question.length), StandardCharsets.UTF_8);
  }
}
