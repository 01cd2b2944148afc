package io.gamekeeper.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LiveLineTest {
  private final Measurements measurements = new Measurements();

  @Test
  void showsRateLatenciesAndErrorsByKind() {
    for (int i = 0; i < 97; i++) {
      measurements.record(2_000_000, Outcome.SUCCEEDED);
    }
    measurements.record(40_000_000, Outcome.FAILED);
    measurements.record(50_000_000, Outcome.UNREACHABLE);
    measurements.record(3_000_000, Outcome.REFUSED);

    String line = LiveLine.line(Duration.ofSeconds(7), Duration.ofSeconds(2), measurements.take());

    assertThat(line)
        .isEqualTo(
            "   7 s      50 calls/s  p50    2.0 ms  p99   40.0 ms  errors 3"
                + " (refused 1, 5xx 1, unanswered 1)");
  }

  @Test
  void rewritesTheLineOnATerminalOnly() {
    assertThat(shown(true, "")).contains("\r").contains("\033[K");
    assertThat(shown(false, "")).doesNotContain("\r").doesNotContain("\033").endsWith("errors 0\n");
  }

  @Test
  void saysWhatElseThereIsToSayInTheSameLine() {
    assertThat(shown(false, "sessions 5/5")).endsWith("errors 0  sessions 5/5\n");
  }

  private String shown(boolean terminal, String more) {
    StringWriter out = new StringWriter();
    try (LiveLine _ =
        new LiveLine(
            new PrintWriter(out), terminal, measurements, () -> more, Duration.ofMillis(5))) {
      await("the painter works on its own thread")
          .until(() -> out.getBuffer().toString().contains("errors"));
    }
    return out.toString();
  }
}
