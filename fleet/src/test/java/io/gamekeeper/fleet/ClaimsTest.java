package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.GameServerEnvironment;
import io.gamekeeper.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of a fleet and the Redis that they share. */
final class ClaimsTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** So many connections are tried by a few renewals at the least. */
  private static final int RENEWED = 10;

  private static final String BEGINNING = "\"x\":500.0";

  @TempDir private static Path folder;
  private static Neighbours neighbours;
  private static LocalRedis redis;

  @BeforeAll
  static void start() throws IOException {
    neighbours = Neighbours.start();
    redis = new LocalRedis(folder.resolve("redis"));
    await()
        .atMost(TestServer.PATIENCE)
        .until(() -> redis.text("CLUSTER", "INFO").contains("cluster_state:ok"));
  }

  @AfterAll
  static void stop() throws IOException {
    redis.close();
    neighbours.close();
  }

  @Test
  void aSessionOnAnotherServerReplacesTheFirstAndKeepsThePlace() throws IOException {
    try (TestServer one = server();
        TestServer other = server()) {
      TestPlayer first = one.player(neighbours.token("ada"));
      TestPlayer bystander = one.player(neighbours.token("bob"));
      first.hears("welcome");
      walks(first, "ada");

      TestPlayer second = other.player(neighbours.token("ada"));

      assertThat(second.hears("welcome")).contains("\"resumed\":true").doesNotContain(BEGINNING);
      assertThat(first.status()).isEqualTo(PlayerSession.REPLACED);
      // Nobody stands in two places.
      bystander.hears("\"left\":[\"ada\"]");
      assertThat(one.server.sessions().has("ada")).isFalse();
      assertThat(other.server.sessions().has("ada")).isTrue();
      assertThat(bystander.closed).isNotDone();
    }
  }

  @Test
  void whoseLinkBreaksComesBackToThePlaceOnAnotherServer() throws IOException {
    try (TestServer one = server();
        TestServer other = server()) {
      TestPlayer first = one.player(neighbours.token("eve"));
      first.hears("welcome");
      walks(first, "eve");
      first.say("{\"type\":\"move\",\"dx\":-0.1,\"dy\":0}");
      double before = told("eve");
      await()
          .atMost(TestServer.PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> told("eve") < before);
      // The next renewal is a second away, and by then the session is gone.
      double renewed = told("eve");
      int heard = first.seen.size();
      await().atMost(TestServer.PATIENCE).until(() -> first.seen.size() > heard + 2);
      first.socket().abort();
      await().atMost(TestServer.PATIENCE).until(() -> !one.server.sessions().has("eve"));
      await().atMost(TestServer.PATIENCE).until(() -> told("eve") < renewed);

      TestPlayer second = other.player(neighbours.token("eve"));

      assertThat(second.hears("welcome")).contains("\"resumed\":true").doesNotContain(BEGINNING);
    }
  }

  @Test
  void whoComesBackToTheFirstServerIsWhereTheOtherLeftHim() throws IOException {
    try (TestServer one = server();
        TestServer other = server()) {
      one.player(neighbours.token("zoe")).hears("welcome");
      TestPlayer second = other.player(neighbours.token("zoe"));
      second.hears("welcome");
      walks(second, "zoe");

      TestPlayer third = one.player(neighbours.token("zoe"));

      assertThat(third.hears("welcome")).contains("\"resumed\":true").doesNotContain(BEGINNING);
      assertThat(second.status()).isEqualTo(PlayerSession.REPLACED);
    }
  }

  @Test
  void withoutRedisEachServerKeepsThePromiseByItself() throws IOException {
    Map<String, String> environment = neighbours.environment(5, 1);
    AtomicInteger asked = new AtomicInteger();
    try (ServerSocket broken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      environment.put(
          GameServerEnvironment.CLAIMS_URL, "redis://127.0.0.1:" + broken.getLocalPort());
      Thread.ofVirtual().start(() -> hangUpOnEverybody(broken, asked));
      try (TestServer server = TestServer.ready(environment)) {
        TestPlayer first = server.player(neighbours.token("ada"));
        first.hears("welcome");
        TestPlayer second = server.player(neighbours.token("ada"));

        assertThat(second.hears("welcome")).contains("\"resumed\":true");
        assertThat(first.status()).isEqualTo(PlayerSession.REPLACED);
        assertThat(server.log()).contains("claimsOfThisServerOnly");
        int before = asked.get();
        await()
            .atMost(TestServer.PATIENCE)
            .until(
                () -> {
                  server.time.pass(SOON);
                  return asked.get() >= before + RENEWED;
                });
        assertThat(second.closed).isNotDone();
      }
    }
  }

  private static void hangUpOnEverybody(ServerSocket broken, AtomicInteger asked) {
    try {
      while (true) {
        broken.accept().close();
        asked.incrementAndGet();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** Walks away from where everybody begins, until Redis has heard of it. */
  private static void walks(TestPlayer player, String id) {
    player.say("{\"type\":\"move\",\"dx\":-1,\"dy\":0}");
    await()
        .atMost(TestServer.PATIENCE)
        .until(() -> !Set.of("", "500.0").contains(redis.text("HGET", key(id), "x")));
  }

  private static double told(String id) {
    return Double.parseDouble(redis.text("HGET", key(id), "x"));
  }

  private static String key(String player) {
    return "session:{" + Math.floorMod(player.hashCode(), 16) + "}:" + player;
  }

  private static TestServer server() throws IOException {
    Map<String, String> environment = neighbours.environment(5, 1);
    environment.put(GameServerEnvironment.CLAIMS_URL, "redis://127.0.0.1:" + redis.port());
    return TestServer.ready(environment);
  }
}
