package io.gamekeeper.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeepAliveConnectionTest {
  private static final String HANG_UP = "";

  private final Queue<String> answers = new ArrayDeque<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private ServerSocket server = unbound();

  @BeforeEach
  void listen() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void keepsOneConnectionForManyCalls() throws IOException {
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
    answers.add("HTTP/1.1 204 No Content\r\n\r\n");
    answers.add("HTTP/1.1 503 Busy\r\nretry-after: 3\r\nContent-Length: 5\r\n\r\ngr\u00c3\u00bcn");

    try (KeepAliveConnection connection = connection(5000)) {
      assertThat(connection.exchange(HttpCall.get("/a", "t")))
          .isEqualTo(new HttpAnswer(200, "ab", null));
      assertThat(connection.exchange(HttpCall.get("/b", null)).status()).isEqualTo(204);
      assertThat(connection.exchange(HttpCall.post("/c", "t", "key", "{\"ü\":1}")))
          .isEqualTo(new HttpAnswer(503, "grün", Duration.ofSeconds(3)));
    }

    assertThat(connections).hasValue(1);
    assertThat(requests.get(0)).startsWith("GET /a HTTP/1.1\r\n").contains("Bearer t\r\n");
    assertThat(requests.get(2)).contains("Idempotency-Key: key\r\n", "Content-Length: 8\r\n");
  }

  @Test
  void readsChunksAndOpensAgainAfterConnectionClose() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    answers.add(head + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz");

    try (KeepAliveConnection connection = connection(5000)) {
      assertThat(connection.exchange(HttpCall.get("/", null)).body()).isEqualTo("abcde");
      assertThat(connection.exchange(HttpCall.get("/", null)).body()).isEqualTo("z");
    }

    assertThat(connections).hasValue(2);
  }

  @Test
  void sendsAgainWhenTheServerHadClosedTheIdleConnection() throws IOException {
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
    answers.add(HANG_UP);
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");

    try (KeepAliveConnection connection = connection(5000)) {
      connection.exchange(HttpCall.get("/1", null));
      assertThat(connection.exchange(HttpCall.get("/2", null)).body()).isEqualTo("b");
    }
  }

  @Test
  void anAnswerThatBreaksOffIsAnError() {
    answers.add("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc" + HANG_UP);

    try (KeepAliveConnection connection = connection(300)) {
      assertThatThrownBy(() -> connection.exchange(HttpCall.get("/", null)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void givesUpWhenTheTimeIsOver() {
    try (KeepAliveConnection connection = connection(50)) {
      assertThatThrownBy(() -> connection.exchange(HttpCall.get("/", null)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private KeepAliveConnection connection(int timeoutMillis) {
    return new KeepAliveConnection(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
        Duration.ofMillis(timeoutMillis));
  }

  /** Answers each request with the next answer; says nothing when there is none. */
  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        connections.incrementAndGet();
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[8192];
        for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
          requests.add(new String(bytes, 0, count, StandardCharsets.UTF_8));
          String answer = answers.poll();
          if (HANG_UP.equals(answer)) {
            break;
          }
          if (answer != null) {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            if (answer.contains("Connection: close")) {
              break;
            }
          }
        }
      } catch (IOException closed) {
        // the test is over, or the client left
      }
    }
  }

  private static ServerSocket unbound() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
