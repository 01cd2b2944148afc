package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.service.StageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FrontTest {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final int ONE_MEGABYTE = 1 << 20;

  private final CountDownLatch inFunction = new CountDownLatch(1);
  private final CountDownLatch mayFinish = new CountDownLatch(1);
  private final ServedFunctions served;
  private final HttpClient client = HttpClient.newHttpClient();
  private Front front;

  FrontTest(@TempDir Path folder) throws Exception {
    served =
        new ServedFunctions(
            folder,
            Duration.ofSeconds(20),
            _ -> {
              inFunction.countDown();
              mayFinish.await();
            });
  }

  @BeforeEach
  void open() {
    front = Front.open(0, IDLE);
    served.balancer.add(
        new Listener(
            "Https", "HTTPS", 443, new RuleAction.Forward(List.of(served.add("scores", 1)))));
    front.serve(served.balancer.servedSite(), served.agenda());
  }

  @AfterEach
  void close() {
    mayFinish.countDown();
    client.close();
    front.close();
    served.close();
  }

  @Test
  void beforeThereIsSomethingToServeTheAnswerIs503() throws Exception {
    try (Front empty = Front.open(0, IDLE)) {
      assertThat(send(empty, get("/")).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    assertThatThrownBy(() -> Front.open(front.port(), IDLE))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("port " + front.port() + " is taken")
        .hasMessageContaining("--port");
  }

  @Test
  void bodiesOfOneMegabytePassAndLargerOnesAreRefused() throws Exception {
    assertThat(post(new byte[ONE_MEGABYTE]).statusCode()).isEqualTo(200);
    assertThat(post(new byte[ONE_MEGABYTE + 1]).statusCode()).isEqualTo(413);
  }

  /** If the connection were closed with the answer, who sends would get a reset in its place. */
  @Test
  void whoStillSendsABodyThatIsRefusedGetsTheAnswer() throws Exception {
    try (Socket socket = connect()) {
      byte[] body = new byte[6 * ONE_MEGABYTE];
      write(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 413");

      socket.getOutputStream().write(body);

      assertThat(untilClosed(socket)).contains("Connection: close");
    }
  }

  @Test
  void largeBodiesThatDoNotSayTheirLengthAreRefusedToo() throws Exception {
    byte[] body = new byte[ONE_MEGABYTE + 1];

    HttpResponse<String> response =
        send(
            front,
            HttpRequest.newBuilder()
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .uri(uri(front, "/")));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("413");
  }

  @Test
  void aBodyThatStopsComingIsAnsweredWith408AndTheConnectionClosed() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");

      assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408 ").contains("Connection: close");
    }
  }

  @Test
  void aBodyThatBreaksOffReachesNoFunction() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
      socket.shutdownOutput();

      assertThat(untilClosed(socket)).startsWith("HTTP/1.1 400 ");
    }
    assertThat(served.times.summaries()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: "})
  void aConnectionThatStaysSilentIsClosed(String sent) throws Exception {
    try (Socket socket = connect()) {
      write(socket, sent);

      assertThat(untilClosed(socket)).doesNotContain("200");
    }
  }

  @Test
  void headGetsTheHeadersOnly() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(untilClosed(socket))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Length: " + "scores HEAD".length())
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void aConnectionCarriesSeveralRequests() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
      write(socket, "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
      write(socket, "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(untilClosed(socket))
          .containsSubsequence("200 OK", "scores GET", "200 OK", "scores POST", "scores GET");
    }
  }

  @Test
  void whatAFunctionLeavesOnItsThreadReachesNoOtherRequestOfTheConnection() throws Exception {
    try (Socket socket = connect()) {
      String request = "GET /mark HTTP/1.1\r\nHost: a\r\n";
      write(socket, request + "\r\n" + request + "Connection: close\r\n\r\n");

      assertThat(untilClosed(socket))
          .containsSubsequence("marked before: false", "marked before: false");
    }
  }

  @Test
  void headersOfMoreThan64KilobytesAreRefused() throws Exception {
    assertThat(send(front, get("/").header("x", "y".repeat(60_000))).statusCode()).isEqualTo(200);
    assertThat(send(front, get("/").header("x", "y".repeat(70_000))).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      })
  void whatIsNoHttpIsRefusedAndClosed(String request) throws Exception {
    try (Socket socket = connect()) {
      write(socket, request);

      assertThat(untilClosed(socket)).startsWith("HTTP/1.1 400 ").doesNotContain("Jetty");
    }
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder().uri(uri(front, path));
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return send(front, get("/").POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> send(Front to, HttpRequest.Builder request) throws Exception {
    return client.send(
        request.uri(uri(to, "/")).version(HttpClient.Version.HTTP_1_1).build(), ofString());
  }

  private static HttpResponse.BodyHandler<String> ofString() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private static URI uri(Front front, String path) {
    return URI.create("http://127.0.0.1:" + front.port() + path);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), front.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String untilClosed(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
