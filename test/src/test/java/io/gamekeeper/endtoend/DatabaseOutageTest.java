package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.load.HttpAnswer;
import io.gamekeeper.load.HttpCall;
import io.gamekeeper.load.KeepAliveConnection;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.OpenLoop;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.testing.Proofs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The payment database dies while players buy and read boards: buyers are told at once to come
 * back, readers notice nothing, and when it is back every purchase is granted once.
 */
@ExtendWith(SharedStage.class)
@Timeout(180)
final class DatabaseOutageTest {
  private static final int BUYERS = 16;
  private static final int READERS = 4;

  /** Far more than buyers get who each wait for a time-out: they would take minutes for it. */
  private static final int REFUSALS = 600;

  private static final Duration BETWEEN_PURCHASES = Duration.ofMillis(200);
  private static final Duration BETWEEN_REFUSALS = Duration.ofMillis(10);

  /** Of requests, as the service promises. */
  private static final double SUCCESS = 0.993;

  private static final String PURCHASES = "/v1/purchases";
  private static final String POTION = "{\"sku\":\"potion\",\"store\":\"wallet\"}";
  private static final String PAGE = "/v1/leaderboards/gold?limit=10";

  private final SharedStage.Running stage;
  private final Map<String, AtomicLong> granted = new ConcurrentHashMap<>();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final AtomicInteger read = new AtomicInteger();
  private final List<String> surprises = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  DatabaseOutageTest(SharedStage.Running stage) {
    this.stage = stage;
  }

  @Test
  void buyersAreToldAtOnceReadersNoticeNothingAndNothingIsLost() throws Exception {
    List<Thread> players = new ArrayList<>();
    for (int i = 0; i < BUYERS; i++) {
      String buyer = "dark-" + i;
      giveGems(buyer);
      granted.put(buyer, new AtomicLong());
      players.add(Thread.ofVirtual().start(() -> buy(buyer)));
    }
    for (int i = 0; i < READERS; i++) {
      String reader = "dark-reader-" + i;
      players.add(Thread.ofVirtual().start(() -> readBoards(reader)));
    }
    await("every buyer has bought")
        .atMost(Duration.ofSeconds(30))
        .until(() -> granted.values().stream().allMatch(count -> count.get() >= 1));

    stage.mariaDb().kill();
    try {
      int before = read.get();
      await("nobody waits for the dead database")
          .atMost(Duration.ofSeconds(60))
          .until(() -> unavailable.get() >= REFUSALS && read.get() > before + 100);
    } finally {
      stage.mariaDb().start();
    }
    long atRestart = bought();
    await("purchases are granted again, by themselves")
        .atMost(Duration.ofSeconds(30))
        .until(() -> bought() >= atRestart + BUYERS);
    stop.countDown();
    for (Thread player : players) {
      player.join();
    }

    assertThat(surprises).as("other answers than 200, 201 and 503").isEmpty();
    granted.forEach((buyer, count) -> assertThat(potions(buyer)).as(buyer).isEqualTo(count.get()));
  }

  /** At the rates of the promise; the load is printed, as the figure says little without it. */
  @Test
  @Tag(Proofs.WHOLE_ONLY)
  void whileTheDatabaseIsDeadBoardsAreReadAtTheRateOfTheirPromise() throws Exception {
    Measurements reads = new Measurements();
    Measurements purchases = new Measurements();
    String reader = stage.token("dark-rate");
    AtomicInteger keys = new AtomicInteger();
    Duration time = Duration.ofSeconds(30);
    OpenLoop buying = new OpenLoop(stage.address(), 230, 400, Duration.ofSeconds(15));
    OpenLoop reading = new OpenLoop(stage.address(), 100, 100, Duration.ofSeconds(15));

    stage.mariaDb().kill();
    try {
      OpenLoop.Running buyers =
          buying.start(
              time,
              1,
              _ ->
                  new OpenLoop.Planned(
                      HttpCall.post(PURCHASES, reader, "rate-" + keys.getAndIncrement(), POTION),
                      purchases));
      reading.run(time, 2, _ -> new OpenLoop.Planned(HttpCall.get(PAGE, reader), reads));
      buyers.await();
    } finally {
      stage.mariaDb().start();
    }

    Measurements.Interval read = reads.take();
    Measurements.Interval bought = purchases.take();
    System.out.printf(
        "dead database, load %.1f: reads %d, not 200: %d, p50 %.1f ms, p99 %.1f ms, max %.0f ms;"
            + " purchases %d, 5xx %d, unreachable %d, p50 %.1f ms, p99 %.1f ms, max %.0f ms%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        read.calls(),
        read.errors(),
        read.millisAt(50),
        read.millisAt(99),
        read.maximumMillis(),
        bought.calls(),
        bought.failed(),
        bought.unreachable(),
        bought.millisAt(50),
        bought.millisAt(99),
        bought.maximumMillis());
    assertThat(1 - (double) read.errors() / read.calls()).isGreaterThanOrEqualTo(SUCCESS);
    await("it is used again")
        .atMost(Duration.ofSeconds(30))
        .until(() -> stage.api().get("dark-rate", "/v1/players/me/inventory").status() == 200);
  }

  private long bought() {
    return granted.values().stream().mapToLong(AtomicLong::get).sum();
  }

  private void giveGems(String player) {
    String receipt = stage.stores().buy(Shop.APPLE, "gems-500", 1, player).receipt();
    try (KeepAliveConnection connection = connection()) {
      HttpAnswer answer =
          connection.exchange(
              HttpCall.post(
                  PURCHASES,
                  stage.token(player),
                  "gems",
                  "{\"sku\":\"gems-500\",\"store\":\"apple\",\"receipt\":\"" + receipt + "\"}"));
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long potions(String player) {
    JsonNode items = stage.api().get(player, "/v1/players/me/inventory").ok().path("items");
    return items.path(0).path("quantity").asLong();
  }

  /** Buys one after the other, a few at most; repeats each with its key until it is granted. */
  private void buy(String player) {
    String token = stage.token(player);
    AtomicLong count = Objects.requireNonNull(granted.get(player));
    boolean open = false;
    try (KeepAliveConnection connection = connection()) {
      while (stop.getCount() > 0 || open) {
        open = true;
        HttpCall call = HttpCall.post(PURCHASES, token, "potion-" + count.get(), POTION);
        HttpAnswer answer = exchange(connection, call);
        if (answer == null) {
          continue;
        }
        switch (answer.status()) {
          case 200, 201 -> {
            count.incrementAndGet();
            open = false;
            LockSupport.parkNanos(BETWEEN_PURCHASES.toNanos());
          }
          case 503 -> {
            if (answer.retryAfter() == null) {
              surprise(answer);
            }
            unavailable.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_REFUSALS.toNanos());
          }
          case 402 -> {
            return; // all is spent
          }
          default -> {
            surprise(answer);
            return;
          }
        }
      }
    }
  }

  private void readBoards(String player) {
    String token = stage.token(player);
    try (KeepAliveConnection connection = connection()) {
      while (stop.getCount() > 0) {
        HttpAnswer answer = exchange(connection, HttpCall.get(PAGE, token));
        LockSupport.parkNanos(BETWEEN_REFUSALS.toNanos());
        if (answer == null || answer.status() != 200) {
          surprise(answer);
        }
        read.incrementAndGet();
      }
    }
  }

  private KeepAliveConnection connection() {
    return new KeepAliveConnection(stage.address(), Duration.ofSeconds(15));
  }

  private @Nullable HttpAnswer exchange(KeepAliveConnection connection, HttpCall call) {
    try {
      return connection.exchange(call);
    } catch (IOException e) {
      surprise(e);
      return null;
    }
  }

  private void surprise(@Nullable Object what) {
    synchronized (surprises) {
      surprises.add(String.valueOf(what));
    }
  }
}
