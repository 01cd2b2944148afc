package io.gamekeeper.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GameServerTest {
  private static final String TARGET_STATE = "/latest/meta-data/autoscaling/target-lifecycle-state";

  private static Neighbours neighbours;

  @BeforeAll
  static void start() throws IOException {
    neighbours = Neighbours.start();
  }

  @AfterAll
  static void stop() {
    neighbours.close();
  }

  @BeforeEach
  void allIsWell() {
    neighbours.publishKeys();
    neighbours.documents.put("/configuration", Neighbours.settings(20, 50));
    neighbours.documents.keySet().removeIf(path -> path.contains("meta-data"));
  }

  @Test
  void playersSeeEachOtherMoveAndMeasureTheirLatency() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1))) {
      TestPlayer ada = server.player(neighbours.token("ada"));
      TestPlayer bob = server.player(neighbours.token("bob"));

      assertThat(ada.hears("\"type\":\"welcome\"")).contains("\"room\":\"room-1\"");
      ada.say("{\"type\":\"move\",\"dx\":30,\"dy\":0}");
      ada.say("{\"type\":\"ping\",\"id\":7}");

      assertThat(bob.hears("\"type\":\"state\"", "\"id\":\"ada\",\"x\":505.0,\"y\":500.0"))
          .isNotEmpty();
      assertThat(ada.hears("\"type\":\"pong\"")).contains("\"id\":7");
      assertThat(server.get("/v1/rooms", neighbours.token("eva")).body())
          .isEqualTo(
              "{\"players\":2,\"rooms\":[{\"id\":\"room-1\",\"players\":2,\"capacity\":50}]}");
    }
  }

  @Test
  void aBrowserBringsItsTokenAsASubProtocol() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1))) {
      TestPlayer ada = server.browser(neighbours.token("ada"));

      assertThat(ada.hears("\"type\":\"welcome\"")).contains("\"player\":\"ada\"");
      assertThat(ada.socket().getSubprotocol()).isEqualTo("gamekeeper");
      assertThat(
              server
                  .get("/v1/session", null, "Sec-WebSocket-Protocol", "gamekeeper, bearer.no")
                  .statusCode())
          .isEqualTo(401);
      assertThat(
              server
                  .get(
                      "/v1/rooms",
                      null,
                      "Sec-WebSocket-Protocol",
                      "bearer." + neighbours.token("ada"))
                  .statusCode())
          .as("only where a browser has no other way")
          .isEqualTo(401);
    }
  }

  @Test
  void headIsAnsweredAsGetAndOtherMethodsAreTold() throws Exception {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder rooms =
          HttpRequest.newBuilder(server.uri("http", "/v1/rooms"))
              .header("Authorization", "Bearer " + neighbours.token("ada"));
      HttpResponse<String> head =
          client.send(rooms.HEAD().build(), HttpResponse.BodyHandlers.ofString());
      HttpResponse<String> deleted =
          client.send(rooms.DELETE().build(), HttpResponse.BodyHandlers.ofString());

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(deleted.statusCode()).isEqualTo(405);
      assertThat(deleted.headers().firstValue("Allow")).contains("GET, HEAD");
    }
  }

  @Test
  void aPlayerWhoConnectsAgainReplacesTheOldSessionAndKeepsTheRoom() throws IOException {
    neighbours.documents.put("/configuration", Neighbours.settings(20, 2));
    try (TestServer server = TestServer.ready(neighbours.environment(1, 1))) {
      TestPlayer first = server.player(neighbours.token("ada"));
      String room = first.hears("welcome");

      TestPlayer second = server.player(neighbours.token("ada"));

      assertThat(first.status()).isEqualTo(PlayerSession.REPLACED);
      assertThat(second.hears("welcome")).contains("\"resumed\":true");
      assertThat(room).contains("\"resumed\":false");
      second.socket().abort();
      await().atMost(TestServer.PATIENCE).until(() -> server.server.sessions().count() == 0);
      TestPlayer third = server.player(neighbours.token("ada"));
      assertThat(third.hears("welcome")).contains("\"resumed\":true");
    }
  }

  @Test
  void aSessionEndsWithItsTokenAndANewTokenTakesItOver() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1))) {
      Date soon = Date.from(Instant.now().plusSeconds(60));
      TestPlayer ends =
          server.player(neighbours.token("ada", claims -> claims.expirationTime(soon)));
      TestPlayer renews =
          server.player(neighbours.token("bob", claims -> claims.expirationTime(soon)));
      ends.hears("welcome");
      renews.hears("welcome");
      TestPlayer renewed = server.player(neighbours.token("bob"));
      String welcome = renewed.hears("welcome");

      // The issuer's clock may be a minute late.
      server.time.pass(Duration.ofSeconds(121));

      assertThat(ends.status()).isEqualTo(PlayerSession.TOKEN_EXPIRED);
      assertThat(renews.status()).isEqualTo(PlayerSession.REPLACED);
      assertThat(welcome).contains("\"resumed\":true");
      assertThat(renewed.closed).isNotDone();
    }
  }

  @Test
  void aFullServerIsWellAndRefusesOneMore() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(1, 1))) {
      server.player(neighbours.token("ada")).hears("welcome");

      HttpResponse<String> refused = server.get("/v1/session", neighbours.token("bob"));

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("/problems/server-full");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(server.get("/healthz", null).statusCode()).isEqualTo(200);
      assertThat(server.get("/healthz", null).body()).contains("\"status\":\"full\"");
    }
  }

  @Test
  void aServerWaitsForTheIssuersKeysAndKeepsThemAfterwards() throws IOException {
    neighbours.loseKeys();
    try (TestServer server = TestServer.start(neighbours.environment(5, 1))) {
      // The others are asked over real sockets.
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.get("/healthz", null).body().contains("\"metadata\":\"ok\""));
      assertThat(server.get("/healthz", null).statusCode()).isEqualTo(503);
      assertThat(server.get("/healthz", null).body()).contains("\"tokenKeys\":\"missing\"");
      assertThat(server.get("/v1/rooms", neighbours.token("ada")).statusCode()).isEqualTo(503);

      neighbours.publishKeys();
      server.time.pass(Duration.ofSeconds(16));
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.get("/healthz", null).statusCode() == 200);

      neighbours.loseKeys();
      server.time.pass(Duration.ofMinutes(11));
      assertThat(server.get("/v1/rooms", neighbours.token("ada")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void settingsChangeWhileTheServerRunsAndBadOnesAreRefused() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1))) {
      neighbours.documents.put("/configuration", Neighbours.settings(0, 50));
      server.time.pass(LiveSettings.BETWEEN_POLLS);
      await().atMost(TestServer.PATIENCE).until(() -> server.log().contains("configurationKept"));
      assertThat(server.log()).contains("ticksPerSecond must be 1 to 120, not 0");

      neighbours.documents.put("/configuration", Neighbours.settings(60, 10));
      server.time.pass(LiveSettings.BETWEEN_POLLS);
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.log().contains("\"ticksPerSecond\":60,\"playersPerRoom\":10"));
    }
  }

  @Test
  void withoutConfigurationTheBuiltInSettingsServe() throws IOException {
    neighbours.documents.remove("/configuration");
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1))) {
      assertThat(server.get("/healthz", null).body()).contains("\"configuration\":\"default\"");
      assertThat(server.player(neighbours.token("ada")).hears("welcome"))
          .contains("\"ticksPerSecond\":20");
    }
  }

  @Test
  void theInstancesEndIsNoticed() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 60))) {
      neighbours.documents.put(TARGET_STATE, "InService");
      server.time.pass(InstanceWatch.BETWEEN_LOOKS);
      assertThat(server.departures).isEmpty();

      neighbours.documents.put(TARGET_STATE, "Terminated");
      server.time.pass(InstanceWatch.BETWEEN_LOOKS);

      await().atMost(TestServer.PATIENCE).until(() -> !server.departures.isEmpty());
      assertThat(server.departures)
          .containsExactly(new Departure("the group ends the instance", Duration.ofSeconds(60)));
    }
  }

  @Test
  void aServerThatTookPlayersDrainsWhenItsInstanceGoesBackToTheWarmPool() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 60))) {
      neighbours.documents.put(TARGET_STATE, "InService");
      looks(server, 1);
      assertThat(server.departures).isEmpty();

      neighbours.documents.put(TARGET_STATE, "Warmed:Stopped");
      server.time.pass(InstanceWatch.BETWEEN_LOOKS);

      await().atMost(TestServer.PATIENCE).until(() -> !server.departures.isEmpty());
      assertThat(server.departures)
          .containsExactly(
              new Departure(
                  "the group takes the instance back into its warm pool", Duration.ofSeconds(60)));
    }
  }

  @Test
  void aServerThatStartsInTheWarmPoolGetsReadyAndStays() throws IOException {
    neighbours.documents.put(TARGET_STATE, "Warmed:Stopped");
    try (TestServer server = TestServer.ready(neighbours.environment(5, 60))) {
      looks(server, 3);

      assertThat(server.departures).isEmpty();
      assertThat(server.get("/healthz", null).statusCode()).isEqualTo(200);

      neighbours.documents.put(TARGET_STATE, "Terminated");
      server.time.pass(InstanceWatch.BETWEEN_LOOKS);
      await().atMost(TestServer.PATIENCE).until(() -> !server.departures.isEmpty());
    }
  }

  /** Lets the server ask where its instance is on its way to, so many times and to the end. */
  private static void looks(TestServer server, int times) {
    for (int i = 0; i < times; i++) {
      int before = neighbours.asked(TARGET_STATE);
      server.time.pass(InstanceWatch.BETWEEN_LOOKS);
      await().atMost(TestServer.PATIENCE).until(() -> neighbours.asked(TARGET_STATE) > before);
    }
  }

  @Test
  void aSpotInterruptionLeavesOnlyTheTimeThatEc2Gives() throws IOException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 600))) {
      neighbours.documents.put(
          "/latest/meta-data/spot/instance-action",
          "{\"action\":\"terminate\",\"time\":\"" + Instant.now().plusSeconds(125) + "\"}");
      server.time.pass(InstanceWatch.BETWEEN_LOOKS);

      await().atMost(TestServer.PATIENCE).until(() -> !server.departures.isEmpty());
      assertThat(server.departures.getFirst().reason()).isEqualTo("spot interruption");
      assertThat(server.departures.getFirst().limit())
          .isBetween(Duration.ofSeconds(95), Duration.ofSeconds(106));
    }
  }

  @Test
  void aDrainTellsThePlayersTakesNobodyNewAndEndsInTime()
      throws IOException, InterruptedException, ExecutionException {
    try (TestServer server = TestServer.ready(neighbours.environment(5, 1));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestPlayer stays = server.player(neighbours.token("stays"));
      stays.hears("welcome");

      Future<?> drain =
          threads.submit(
              () -> {
                server.server.drain(new Departure("test", Duration.ofSeconds(30)));
                return null;
              });

      assertThat(stays.hears("\"type\":\"drain\"")).contains("\"seconds\":30");
      HttpResponse<String> refused = server.get("/v1/session", neighbours.token("late"));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("/problems/draining");
      assertThat(refused.headers().map()).containsKey("Retry-After");
      assertThat(server.get("/healthz", null).statusCode()).isEqualTo(503);
      assertThat(server.get("/v1/rooms", neighbours.token("ada")).statusCode()).isEqualTo(200);
      assertThat(drain.isDone()).isFalse();

      server.time.pass(Duration.ofSeconds(30));

      assertThat(stays.status()).isEqualTo(1001);
      drain.get();
      assertThat(server.log()).contains("\"message\":\"drained\"", "\"requestsCutOff\":0");
    }
  }

  @Test
  void aDrainUnderLoadLosesNoRequest() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 3; round++) {
        TestServer server = TestServer.ready(neighbours.environment(5, 1));
        AtomicBoolean routed = new AtomicBoolean(true);
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          String token = neighbours.token("caller-" + i);
          callers.add(threads.submit(() -> call(server, token, routed, answered)));
        }
        await().atMost(TestServer.PATIENCE).until(() -> answered.get() > 0);
        Future<?> drain =
            threads.submit(
                () -> {
                  server.server.drain(new Departure("test", Duration.ofSeconds(30)));
                  server.server.close();
                  return null;
                });
        // As a load balancer does: it routes until a health check fails.
        await()
            .atMost(TestServer.PATIENCE)
            .until(() -> server.get("/healthz", null).statusCode() == 503);
        routed.set(false);
        for (Future<?> caller : callers) {
          caller.get();
        }
        assertThat(drain.isDone()).isFalse();
        server.time.pass(Drain.QUIET);
        drain.get();
        server.close();
      }
    }
  }

  private static void call(
      TestServer server, String token, AtomicBoolean routed, AtomicInteger answered) {
    do {
      int status = server.get("/v1/rooms", token).statusCode();
      if (status != 200 && status != 429) {
        throw new AssertionError("answered " + status);
      }
      answered.incrementAndGet();
    } while (routed.get());
  }
}
