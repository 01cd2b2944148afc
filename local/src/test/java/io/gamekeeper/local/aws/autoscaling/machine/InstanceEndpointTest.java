package io.gamekeeper.local.aws.autoscaling.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a page in a browser of this machine, or another user's process, could ask for. */
@Timeout(30)
final class InstanceEndpointTest {
  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final VirtualTime time = new VirtualTime();
  private final Agenda agenda = Agenda.following(time, time::sleep, new ErrorLog(time));
  private InstanceEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint =
        new InstanceEndpoint(
            new Recording(),
            arguments -> {
              done.add("systemctl " + arguments);
              return Answer.text(200, "");
            },
            "",
            agenda,
            new Random(1));
  }

  @AfterEach
  void close() throws IOException {
    endpoint.close();
    agenda.close();
  }

  @Test
  void onlyWhoHasTheInstancesTokenActsForIt() throws IOException {
    String right = "Authorization: Bearer " + endpoint.token() + "\r\n";

    assertThat(status("POST /stage/systemctl", own(), "", "stop\ngame-server")).isEqualTo(401);
    assertThat(status("POST /stage/aws", own(), "", "s3\nls")).isEqualTo(401);
    assertThat(status("POST /stage/systemctl", own(), "Authorization: Bearer x\r\n", "stop"))
        .isEqualTo(401);
    assertThat(done).isEmpty();

    assertThat(status("POST /stage/systemctl", own(), right, "stop\ngame-server")).isEqualTo(200);
    assertThat(status("POST /stage/aws", own(), right, "s3\nls")).isEqualTo(200);
    assertThat(done).containsExactly("systemctl [stop, game-server]", "aws [s3, ls]");
  }

  @Test
  void noPageOfABrowserGetsAnythingUnderWhicheverName() throws IOException {
    String right = "Authorization: Bearer " + endpoint.token() + "\r\n";
    String life = "X-aws-ec2-metadata-token-ttl-seconds: 60\r\n";
    int port = URI.create("http://" + endpoint.address()).getPort();

    for (String request :
        List.of(
            "POST /stage/systemctl",
            "PUT /latest/api/token",
            "GET /stage/keys",
            "GET /applications/a/environments/b/configurations/c")) {
      assertThat(status(request, own(), right + life + "Origin: http://evil.example\r\n", ""))
          .as("%s from a page", request)
          .isEqualTo(403);
      // A name that the page's owner made to lead here: the browser sees one origin.
      assertThat(status(request, "evil.example:" + port, right + life, ""))
          .as("%s by another name", request)
          .isEqualTo(403);
      assertThat(status(request, own(), right + life, "")).as(request).isEqualTo(200);
    }
    assertThat(done).hasSize(1);
  }

  @Test
  void theMetricsPortTakesNoRequestOfABrowser() throws IOException {
    URI metrics = URI.create(endpoint.metricsAddress());
    try (Socket page = new Socket(metrics.getHost(), metrics.getPort())) {
      page.setSoTimeout(10_000);
      page.getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: x\r\n\r\n{\"_aws\":1}\n".getBytes(StandardCharsets.UTF_8));
      assertThat(page.getInputStream().read()).as("closed").isEqualTo(-1);
    } catch (java.net.SocketException e) {
      assertThat(e).hasMessageContaining("reset"); // closed while more was on its way
    }
    assertThat(done).noneMatch(line -> line.startsWith("metrics"));

    try (Socket server = new Socket(metrics.getHost(), metrics.getPort())) {
      server.getOutputStream().write("{\"_aws\":2}\n".getBytes(StandardCharsets.UTF_8));
      await().until(() -> done.contains("metrics {\"_aws\":2}"));
    }
  }

  @Test
  void documentsComeAsToXRaysDaemonAndNothingElse() throws IOException {
    URI traces = URI.create("udp://" + endpoint.tracesAddress());
    try (DatagramSocket socket = new DatagramSocket()) {
      for (String text :
          List.of("GET / HTTP/1.1\r\n\r\n", "{\"format\":\"json\",\"version\":1}\n{\"id\":1}")) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(
            new DatagramPacket(
                bytes, bytes.length, InetAddress.getLoopbackAddress(), traces.getPort()));
      }
      await().until(() -> done.contains("trace {\"id\":1}"));
      assertThat(done).hasSize(1);
    }
  }

  private String own() {
    return endpoint.address();
  }

  /** Asks as no HTTP client would let us. */
  private int status(String request, String host, String headers, String body) throws IOException {
    try (Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            URI.create("http://" + endpoint.address()).getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
                  .formatted(request, host, headers, body.length(), body)
                  .getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  private final class Recording implements InstanceServices {
    @Override
    public Optional<String> metadata(String path) {
      return Optional.of("value");
    }

    @Override
    public Optional<URI> claims() {
      return Optional.empty();
    }

    @Override
    public Answer aws(List<String> arguments) {
      done.add("aws " + arguments);
      return Answer.text(200, "");
    }

    @Override
    public Answer configuration(String application, String environment, String profile) {
      return Answer.text(200, "{}");
    }

    @Override
    public Answer keySet(String url) {
      return Answer.text(200, "{}");
    }

    @Override
    public void metrics(String line) {
      done.add("metrics " + line);
    }

    @Override
    public void trace(String document) {
      done.add("trace " + document);
    }

    @Override
    public void log(String line) {}
  }
}
