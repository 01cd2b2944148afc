package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.http.Front;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A function that goes on after its time is over, whoever interrupts it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LateAnswerTest {
  private final CountDownLatch mayFinish = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  @Test
  void itKeepsNobodyWaitingAndWhatItAnswersLateGoesNowhere(@TempDir Path folder) throws Exception {
    try (ServedFunctions served =
            new ServedFunctions(folder, Duration.ofSeconds(1), _ -> waitStubbornly());
        Front front = Front.open(0, Duration.ofSeconds(20))) {
      served.balancer.add(
          new Listener(
              "Https", "HTTPS", 443, new RuleAction.Forward(List.of(served.add("scores", 1)))));
      front.serve(served.balancer.servedSite(), served.agenda());
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
        assertThat(ask(socket, "/wait")).startsWith("HTTP/1.1 502 ");
        assertThat(finished.getCount()).as("still at work").isOne();
        assertThat(ask(socket, "/other")).as("the same connection").contains("scores GET");

        mayFinish.countDown();
        finished.await();

        assertThat(ask(socket, "/other")).startsWith("HTTP/1.1 200 ").contains("scores GET");
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      }
      assertThat(served.times.summaries().get("Https"))
          .satisfies(times -> assertThat(times.calls()).isEqualTo(3));
      assertThat(served.errors.newest())
          .singleElement()
          .satisfies(error -> assertThat(error.message()).contains("timed out after 1.00 seconds"));
    } finally {
      mayFinish.countDown();
    }
  }

  private void waitStubbornly() {
    boolean waiting = true;
    while (waiting) {
      try {
        mayFinish.await();
        waiting = false;
      } catch (InterruptedException e) {
        // That is what makes it late.
      }
    }
    finished.countDown();
  }

  /** The response to a request, which says how long its body is. */
  private static String ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("the connection is open after %s", head).isNotNegative();
      head.append((char) next);
    }
    String length = head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
    return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.US_ASCII);
  }
}
