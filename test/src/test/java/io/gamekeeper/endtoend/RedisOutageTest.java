package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.load.HttpAnswer;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.KeepAliveConnection;
import io.gamekeeper.local.engine.RedisEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Redis dies while players play. Their board adds up, so that its totals show a score that was lost
 * as well as one that counted twice: whatever was answered with 200, on whichever try, counts once.
 */
@ExtendWith(SharedStage.class)
final class RedisOutageTest {
  private static final int PLAYERS = 8;
  private static final String SCORES = "/v1/leaderboards/gold/scores";

  private final SharedStage.Running stage;
  private final Map<String, AtomicLong> totals = new ConcurrentHashMap<>();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final List<String> surprises = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  RedisOutageTest(SharedStage.Running stage) {
    this.stage = stage;
  }

  @Test
  void noAcceptedScoreIsLostWhenRedisDiesAndComesBackEmpty() throws Exception {
    RedisEngine redis = stage.redis();
    List<Thread> players = new ArrayList<>();
    for (int i = 0; i < PLAYERS; i++) {
      String player = "outage-" + i;
      totals.put(player, new AtomicLong());
      players.add(Thread.ofVirtual().start(() -> play(player)));
    }
    awaitScores(5);

    redis.kill();
    await("players notice").until(() -> unavailable.get() >= PLAYERS);
    redis.start();
    long atRestart = accepted();
    await("scores are accepted again")
        .atMost(Duration.ofSeconds(30))
        .until(() -> accepted() > atRestart + PLAYERS * 5L * 10);
    stop.countDown();
    for (Thread player : players) {
      player.join();
    }

    assertThat(surprises).as("answers other than 200 and 503").isEmpty();
    totals.forEach((player, total) -> assertThat(score(player)).as(player).isEqualTo(total.get()));
  }

  private void awaitScores(int perPlayer) {
    await("every player has scored")
        .until(() -> totals.values().stream().allMatch(total -> total.get() >= perPlayer * 10L));
  }

  private long accepted() {
    return totals.values().stream().mapToLong(AtomicLong::get).sum();
  }

  private long score(String player) {
    JsonNode around = stage.api().get(player, "/v1/leaderboards/gold/friends?ids=" + player).ok();
    return around.path("entries").path(0).path("score").asLong();
  }

  /** Submits ten points at a time; repeats each submission with its key until it is accepted. */
  private void play(String player) {
    String token = stage.token(player);
    InetSocketAddress address = stage.address();
    try (KeepAliveConnection connection =
        new KeepAliveConnection(address, Duration.ofSeconds(10))) {
      for (int round = 0; stop.getCount() > 0; round++) {
        HttpCall call = HttpCall.post(SCORES, token, player + "-" + round, "{\"score\":10}");
        while (!accepted(connection, call)) {
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        Objects.requireNonNull(totals.get(player)).addAndGet(10);
      }
    }
  }

  private boolean accepted(KeepAliveConnection connection, HttpCall call) {
    try {
      HttpAnswer answer = connection.exchange(call);
      if (answer.status() == 503 && answer.retryAfter() != null) {
        unavailable.incrementAndGet();
      } else if (answer.status() != 200) {
        synchronized (surprises) {
          surprises.add(answer.toString());
        }
      }
      return answer.status() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
