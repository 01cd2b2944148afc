package io.gamekeeper.fleet.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.fleet.room.Rooms;
import io.gamekeeper.fleet.room.Settings;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.testing.VirtualTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTest {
  private static final Instant START = Instant.parse("2026-06-01T12:00:10Z");

  private final VirtualTime time = new VirtualTime(START);
  private final List<Duration> sleeps = new ArrayList<>();
  private final Timing timing =
      new Timing(
          time,
          () -> Duration.between(START, time.instant()).toNanos(),
          duration -> {
            sleeps.add(duration);
            time.advance(duration);
          });
  private final Log log =
      new Log(new PrintStream(PrintStream.nullOutputStream()), time, "test", Log.Level.ERROR);
  private final SessionFigures figures = new SessionFigures();
  private final List<String> lines = new ArrayList<>();
  @TempDir private Path proc;
  private Metrics metrics;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(proc.resolve("net"));
    metrics = metrics(Optional.empty());
  }

  private Metrics metrics(Optional<String> release) {
    return new Metrics(
        new TelemetryEnvironment("game-server", "Gamekeeper/dev", "INFO"),
        "/gamekeeper/dev/game-server",
        release,
        proc,
        () -> 7,
        figures,
        new Rooms(() -> Settings.DEFAULT, timing, log),
        lines::add,
        timing,
        log);
  }

  @Test
  void latencyIsSentForAllServersAndForThoseOfTheRelease() throws InterruptedException {
    metrics = metrics(Optional.of("1a2b3c4d"));
    playersAreAway(30, 40, 6000);

    metrics.sendMinute();
    metrics.sendMinute();

    assertThat(lines.getFirst())
        .contains(
            "{\"Namespace\":\"Gamekeeper/dev\","
                + "\"Dimensions\":[[\"Service\",\"Release\"]],\"Metrics\":["
                + "{\"Name\":\"AverageLatency\",\"Unit\":\"Milliseconds\"}]}]},",
            "\"Service\":\"game-server\",\"Release\":\"1a2b3c4d\",\"ConcurrentUsers\":7.0,")
        .containsPattern("\\[\\[\"Service\"]].*AverageLatency.*\\[\\[\"Service\",\"Release\"]]");
    assertThat(lines.get(1)).doesNotContain("Release");
  }

  @Test
  void aMinuteIsSentOnceInItsMiddle() throws InterruptedException, IOException {
    Files.writeString(proc.resolve("meminfo"), "MemTotal: 1000 kB\nMemAvailable: 250 kB\n");
    playersAreAway(30, 40, 6000);

    metrics.sendMinute();
    assertThat(time.instant()).isEqualTo(Instant.parse("2026-06-01T12:00:30Z"));
    metrics.sendMinute();
    assertThat(time.instant()).isEqualTo(Instant.parse("2026-06-01T12:01:30Z"));

    assertThat(lines.getFirst())
        .isEqualTo(
            "{\"_aws\":{\"Timestamp\":1780315230000,"
                + "\"LogGroupName\":\"/gamekeeper/dev/game-server\","
                + "\"CloudWatchMetrics\":[{\"Namespace\":\"Gamekeeper/dev\","
                + "\"Dimensions\":[[\"Service\"]],\"Metrics\":["
                + "{\"Name\":\"ConcurrentUsers\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"AverageLatency\",\"Unit\":\"Milliseconds\"},"
                + "{\"Name\":\"MemoryUsage\",\"Unit\":\"Percent\"}]}]},"
                + "\"Service\":\"game-server\",\"ConcurrentUsers\":7.0,"
                + "\"AverageLatency\":40.0,\"MemoryUsage\":75.0}");
    assertThat(lines.get(1)).doesNotContain("AverageLatency");
  }

  @Test
  void earlySignalsComeFromTheKernelsCounters() throws IOException, InterruptedException {
    counters(1000, 10, 5000, 0, 100);
    metrics.sendEarly();
    assertThat(lines).isEmpty();

    counters(7000, 20, 6960, 40, 90_100);
    metrics.sendEarly();

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .contains("\"StorageResolution\":1", "\"NewConnections\":1200.0")
        // 6000 opened, 10 failed, 90,000 cookies of which none came back
        .contains("\"SynReceived\":19202.0")
        .contains("\"PacketLossRate\":2.0");
  }

  @Test
  void whatTheKernelDoesNotSayIsNotSent() throws InterruptedException, IOException {
    metrics.sendEarly();
    metrics.sendEarly();
    Files.writeString(proc.resolve("net/snmp"), "Tcp: PassiveOpens\nTcp: many\n");
    metrics.sendEarly();

    assertThat(lines).isEmpty();
  }

  @Test
  void anAgentThatIsAwayDelaysMetricsAndLosesOnlyTheOldest()
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    EmfSender sender =
        new EmfSender(URI.create("tcp://127.0.0.1:" + port), timing, new Random(1), log);
    for (int i = 0; i < EmfSender.KEPT + 5; i++) {
      sender.offer("line " + i);
    }
    for (int i = 0; i < 10; i++) {
      sender.sendNext();
    }

    assertThat(sender.lost()).isEqualTo(5);
    assertThat(sleeps).hasSize(10);
    assertThat(sleeps.getFirst()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(sleeps.getLast()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    try (ServerSocket agent = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      sender.sendNext();
      sender.sendNext();
      try (Socket taken = agent.accept();
          BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(taken.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(reader.readLine()).isEqualTo("line 5");
        assertThat(reader.readLine()).isEqualTo("line 6");
      }
      sender.sendNext();
      sender.sendNext();
      try (Socket again = agent.accept();
          BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(again.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(reader.readLine()).isEqualTo("line 7");
      }
    }
  }

  private void counters(long opened, long failed, long sent, long again, long cookies)
      throws IOException {
    Files.writeString(
        proc.resolve("net/snmp"),
        "Ip: Forwarding\nIp: 1\nTcp: ActiveOpens PassiveOpens AttemptFails OutSegs RetransSegs\n"
            + "Tcp: 3 %d %d %d %d\n".formatted(opened, failed, sent, again));
    Files.writeString(
        proc.resolve("net/netstat"),
        "TcpExt: SyncookiesSent SyncookiesRecv ListenDrops\nTcpExt: %d 0 0\n".formatted(cookies));
  }

  private void playersAreAway(long... millis) {
    for (int i = 0; i < millis.length; i++) {
      figures.latency("player-" + i, Duration.ofMillis(millis[i]).toNanos());
    }
  }
}
