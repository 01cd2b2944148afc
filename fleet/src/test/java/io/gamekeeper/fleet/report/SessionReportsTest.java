package io.gamekeeper.fleet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.fleet.observe.Log;
import io.gamekeeper.fleet.system.Timing;
import io.gamekeeper.testing.LocalRedis;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionReportsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static LocalRedis redis;

  private final VirtualTime time = new VirtualTime();
  private SessionReports reports;

  private SessionReports reportsTo(String address) {
    return new SessionReports(
        Optional.of(URI.create(address)),
        new Timing(time, () -> 0, time::advance),
        new Log(new PrintStream(PrintStream.nullOutputStream()), time, "test", Log.Level.ERROR));
  }

  @BeforeAll
  static void start() throws IOException {
    redis = new LocalRedis(folder.resolve("redis"));
    awaitCluster();
  }

  private static void awaitCluster() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> redis.text("CLUSTER", "INFO").contains("cluster_state:ok"));
  }

  @AfterAll
  static void stop() throws IOException {
    redis.close();
  }

  @BeforeEach
  void begin() {
    reports = reportsTo("redis://127.0.0.1:" + redis.port());
    redis.command("FLUSHALL");
  }

  @Test
  void whatBeginsAndEndsIsReportedInOrderWithItsTime() throws InterruptedException {
    long start = time.instant().toEpochMilli();
    reports.began("ada");
    time.advance(Duration.ofSeconds(90));
    reports.ended("ada", Duration.ofSeconds(90));

    reports.sendNext();

    assertThat(entries())
        .containsExactly(
            List.of("player", "ada", "at", Long.toString(start)),
            List.of("player", "ada", "at", Long.toString(start + 90_000), "length", "90000"));
  }

  @Test
  void whatRedisHasIsNotAppendedAgainWhenItsAnswerWasLost() throws InterruptedException {
    reports.began("ada");
    reports.sendNext();
    String reported = reportedKey();
    // As if the next report had arrived and its answer had not.
    redis.command("SET", reported, "2");
    reports.began("bob");
    reports.sendNext();
    reports.began("eve");
    reports.sendNext();

    assertThat(entries()).extracting(fields -> fields.get(1)).containsExactly("ada", "eve");
  }

  private static String reportedKey() {
    return texts((List<?>) redis.command("KEYS", SessionStream.reported("*"))).getFirst();
  }

  @Test
  void whileRedisIsAwayTheNewestAreKept() throws Exception {
    reports.began("before");
    reports.sendNext();
    redis.stop();
    reports.began("first");
    reports.sendNext();
    for (int i = 0; i < SessionReports.KEPT + 10; i++) {
      reports.began("player" + i);
    }
    assertThat(reports.lost()).isEqualTo(10);
    redis.restart();
    awaitCluster();
    redis.command("FLUSHALL");

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              reports.sendNext();
              return entries().size() == SessionReports.KEPT + 1;
            });

    List<List<String>> entries = entries();
    assertThat(entries.getFirst().get(1)).isEqualTo("first");
    assertThat(entries.get(1).get(1)).isEqualTo("player10");
    assertThat(entries.getLast().get(1)).isEqualTo("player" + (SessionReports.KEPT + 9));
  }

  @Test
  void aServerThatStopsReportsWhatIsLeft() {
    reports.ended("ada", Duration.ofSeconds(3));

    reports.close();

    assertThat(entries()).hasSize(1);
  }

  private static List<List<String>> entries() {
    List<List<String>> entries = new ArrayList<>();
    for (Object entry :
        (List<?>) redis.command("XRANGE", SessionStream.KEY, "-", "+", "COUNT", "100000")) {
      entries.add(texts((List<?>) ((List<?>) entry).get(1)));
    }
    return entries;
  }

  private static List<String> texts(List<?> values) {
    return values.stream()
        .map(value -> new String((byte[]) value, StandardCharsets.UTF_8))
        .toList();
  }
}
