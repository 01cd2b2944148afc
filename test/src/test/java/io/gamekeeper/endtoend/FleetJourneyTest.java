package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.endtoend.SharedStage.Running;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.aws.autoscaling.InstanceView;
import io.gamekeeper.local.aws.autoscaling.LifecycleState;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.players.GameAddress;
import io.gamekeeper.players.Sessions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Players on real game servers, behind the load balancer of the synthesised Dev stage. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(SharedStage.class)
final class FleetJourneyTest {
  private static final String NAME = "game.dev.gamekeeper.example";
  private static final String GROUP = GameServerContract.onDemandGroup("dev");
  private static final int PLAYERS = 8;

  /**
   * Servers are real processes on a machine that does much else, and players may take the whole
   * minute of the drain to finish.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Running stage;
  private final HttpClient web = HttpClient.newHttpClient();

  FleetJourneyTest(Running stage) {
    this.stage = stage;
  }

  @AfterEach
  void end() {
    web.close();
  }

  @Test
  void aSessionIsOneTraceFromItsRequestToItsEnd() {
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
    try (Sessions sessions =
        Sessions.start(
            new Sessions.Settings(
                new GameAddress(NAME, stage.address()),
                stage::token,
                PLAYERS,
                Duration.ofMillis(500),
                3))) {
      await().atMost(PATIENCE).until(() -> sessions.summary().held() == PLAYERS);
    }

    // Servers are real processes, and send their documents over a socket.
    await().atMost(PATIENCE).until(() -> ended().isPresent());
    String trace = ended().orElseThrow().path("trace_id").asText();
    assertThat(stage.log(GameServerContract.logGroup("dev")))
        .anyMatch(line -> line.contains("sessionBegan") && line.contains(trace))
        .anyMatch(line -> line.contains("sessionEnded") && line.contains(trace));
  }

  /** A session's segment that is complete. */
  private Optional<JsonNode> ended() {
    return stage.traces().all().values().stream()
        .flatMap(List::stream)
        .map(TraceStore.Segment::content)
        .filter(content -> content.at("/http/request/url").asText().equals("/v1/session"))
        .filter(content -> content.has("end_time") && content.at("/subsegments/0").has("name"))
        .findFirst();
  }

  @Test
  void playersComeBackWhenServersDieOrGoAndTheGroupIsWholeAgain() {
    Fleet fleet = stage.fleet();
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
    try (Sessions sessions =
        Sessions.start(
            new Sessions.Settings(
                new GameAddress(NAME, stage.address()),
                stage::token,
                PLAYERS,
                Duration.ofMillis(500),
                1))) {
      await().atMost(PATIENCE).until(() -> sessions.summary().held() == PLAYERS);

      InstanceView killed = serving().getFirst();
      fleet.kill(killed.id());

      await().atMost(PATIENCE).until(() -> sessions.summary().reconnects() > 0);
      await()
          .atMost(PATIENCE)
          .until(() -> sessions.summary().held() == PLAYERS && serving().size() == 2);
      assertThat(serving()).extracting(InstanceView::id).doesNotContain(killed.id());
      assertThat(fleet.activities(GROUP))
          .anySatisfy(activity -> assertThat(activity.cause()).contains("EC2 health check"))
          .anySatisfy(
              activity -> assertThat(activity.cause()).contains("unhealthy instance needing"));

      InstanceView leaving = serving().getFirst();
      fleet.terminate(leaving.id(), false);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  sessions.summary().held() == PLAYERS
                      && serving().size() == 2
                      && fleet.instances().stream()
                          .noneMatch(instance -> instance.id().equals(leaving.id())));
      assertThat(sessions.summary().drains()).isPositive();
    }
  }

  @Test
  void anInstanceThatTheGroupCanSpareLetsItsPlayersFinishAndStandsInThePool() {
    Fleet fleet = stage.fleet();
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
    fleet.scale(GROUP, 3);
    await().atMost(PATIENCE).until(() -> serving().size() == 3);
    try (Sessions sessions =
        Sessions.start(
            new Sessions.Settings(
                new GameAddress(NAME, stage.address()),
                stage::token,
                PLAYERS,
                Duration.ofMillis(500),
                2))) {
      // The load balancer gives each server some of them.
      await().atMost(PATIENCE).until(() -> sessions.summary().held() == PLAYERS);
      List<String> before = serving().stream().map(InstanceView::id).toList();

      fleet.scale(GROUP, 2);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  fleet.instances().stream()
                      .anyMatch(
                          instance ->
                              before.contains(instance.id())
                                  && instance.state() == LifecycleState.WARMED_STOPPED));
      await().atMost(PATIENCE).until(() -> sessions.summary().held() == PLAYERS);
      assertThat(sessions.summary().drains()).isPositive();
      assertThat(serving()).hasSize(2);
    }
  }

  @Test
  void aServerThatIsKilledIsStartedAgainInItsInstance() {
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
    InstanceView instance = serving().getLast();
    long before = instance.pid().orElseThrow();

    stage.fleet().killServer(instance.id());

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                serving().stream()
                    .filter(now -> now.id().equals(instance.id()))
                    .flatMapToLong(now -> now.pid().stream())
                    .anyMatch(pid -> pid != before));
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
  }

  @Test
  void aPlayerHasOneSessionAndKeepsThePlaceOverServersAlsoWhenOneDies() {
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
    InstanceView one = serving().getFirst();
    InstanceView other = serving().getLast();
    GameClient first = GameClient.connect(web, one.port(), stage.token("wanderer"));
    first.say("{\"type\":\"move\",\"dx\":-1,\"dy\":0}");
    // Walking from 500 for more than a second, within which the place is told to the others.
    first.hears("\"id\":\"wanderer\",\"x\":3");

    GameClient second = GameClient.connect(web, other.port(), stage.token("wanderer"));

    assertThat(second.hears("welcome"))
        .contains("\"resumed\":true")
        .doesNotContain("\"id\":\"wanderer\",\"x\":500.0");
    assertThat(first.status()).isEqualTo(4001);

    stage.fleet().killServer(other.id());
    GameClient third = GameClient.connect(web, one.port(), stage.token("wanderer"));

    assertThat(third.hears("welcome"))
        .contains("\"resumed\":true")
        .doesNotContain("\"id\":\"wanderer\",\"x\":500.0");
    third.leave();
    await().atMost(PATIENCE).until(() -> serving().size() == 2);
  }

  @Test
  void theListenerAndTheServersLetInWhoHasATokenOnly() throws IOException, InterruptedException {
    await().atMost(PATIENCE).until(() -> serving().size() == 2);

    assertThat(status(GameServerContract.ROOMS_PATH, stage.token("visitor"))).isEqualTo(200);
    assertThat(status(GameServerContract.ROOMS_PATH, stage.expiredToken("visitor"))).isEqualTo(401);
    assertThat(status(GameServerContract.ROOMS_PATH, "forged")).isEqualTo(401);
    assertThat(status("/v1/elsewhere", stage.token("visitor"))).isEqualTo(404);
  }

  /**
   * The instances whose servers take players at this moment. The group and the load balancer learn
   * of a dead server only by their next checks, and until then send it requests, so each server is
   * asked itself.
   */
  private List<InstanceView> serving() {
    return stage.fleet().instances().stream()
        .filter(
            instance ->
                instance.group().equals(GROUP)
                    && instance.state() == LifecycleState.IN_SERVICE
                    && instance.health().equals("HEALTHY")
                    && isReady(instance))
        .toList();
  }

  private boolean isReady(InstanceView instance) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + instance.port() + GameServerContract.HEALTH_PATH))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return web.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int status(String path, String token) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.address().getPort() + path))
            .header("Host", NAME)
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(10))
            .build();
    return web.send(request, BodyHandlers.discarding()).statusCode();
  }
}
