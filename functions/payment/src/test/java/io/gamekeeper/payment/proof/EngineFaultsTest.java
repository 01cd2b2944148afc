package io.gamekeeper.payment.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gamekeeper.payment.testing.FaultProxy;
import io.gamekeeper.payment.testing.MariaDb;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database's failures, real ones, while clients are busy: what was answered stays. */
@Timeout(180)
final class EngineFaultsTest {
  private static final int SEED = 7;
  private static final int ROUNDS = 2;
  private static final int CLIENTS = 16;
  private static final int POOL = 16;

  private final MariaDb server = MariaDb.own();
  private final TestDatabase database = TestDatabase.on(server, 1);
  private final Lane lane = new Lane(database);
  private final Game game = Game.ofCrowds(lane, SEED);
  private final AtomicLong retries = new AtomicLong();

  @AfterEach
  void end() {
    lane.close();
    server.kill();
  }

  @Test
  void aKilledServerLosesNothingThatWasAnswered() throws Exception {
    try (HikariDataSource pool = pool(server.port())) {
      for (int round = 0; round < ROUNDS; round++) {
        try (Crowd crowd = new Crowd(game, List.of(server(pool)), CLIENTS, 25, SEED + round)) {
          crowd.withWorkers();
          await().until(() -> crowd.answers() > 80);

          server.kill();
          server.start();

          lane.reconnect();
          crowd.await();
          print("kill -9", crowd);
        }
        assertSound();
      }
    }
  }

  @Test
  void lostRepliesAndConnectionsAndSilenceEndWell() throws Exception {
    try (FaultProxy way = new FaultProxy(server.port());
        HikariDataSource pool = pool(way.port());
        Crowd crowd = Crowd.untilAwaited(game, List.of(server(pool)), CLIENTS, 25, SEED)) {
      crowd.withWorkers();
      for (int cut = 0; cut < 20; cut++) {
        long before = crowd.answers();
        way.cutReplyAfter(cut % 3);
        await().until(() -> crowd.answers() > before + 2);
      }
      for (int drop = 0; drop < 5; drop++) {
        long before = crowd.answers();
        way.drop();
        await().until(() -> crowd.answers() > before + 20);
      }
      untilRefused(crowd, way, way::refuse);
      untilRefused(crowd, way, way::silence);
      untilRefused(crowd, way, () -> way.delay(Duration.ofSeconds(3)));
      crowd.await();
      print("proxy", crowd);
    }
    assertSound();
  }

  @Test
  void moreServersThanConnectionsRefuseCleanlyAndRecover() throws Exception {
    database.execute("SET GLOBAL max_connections = 12");
    try (FaultProxy way = new FaultProxy(server.port())) {
      way.delay(Duration.ofMillis(30));
      List<HikariDataSource> pools = IntStream.range(0, 4).mapToObj(i -> pool(way.port())).toList();
      try (Crowd crowd = new Crowd(game, pools.stream().map(this::server).toList(), 200, 3, SEED)) {
        await().atMost(Duration.ofSeconds(20)).until(() -> crowd.unknown() > 50);
        way.heal();
        crowd.await();
        print("storm", crowd);
      } finally {
        pools.forEach(HikariDataSource::close);
      }
    }
    assertSound();
  }

  /** Lets a fault last until clients are refused, and then until they are answered again. */
  private static void untilRefused(Crowd crowd, FaultProxy way, Runnable fault) {
    long refused = crowd.unknown();
    fault.run();
    await().atMost(Duration.ofSeconds(20)).until(() -> crowd.unknown() > refused);
    way.heal();
    long answered = crowd.answers();
    await().atMost(Duration.ofSeconds(20)).until(() -> crowd.answers() > answered);
  }

  private void assertSound() {
    game.settle();
    game.repeatAll();
    game.settle();
    game.assertSound(true);
    assertThat(game.payments()).isNotEmpty();
  }

  private void print(String what, Crowd crowd) {
    System.out.printf(
        "%s: %d answers, %d refused for now, %d retries%n",
        what, crowd.answers(), crowd.unknown(), retries.get());
  }

  private Payments server(HikariDataSource pool) {
    return game.server(
        pool,
        duration -> {
          retries.incrementAndGet();
          Payments.REAL_WAITING.sleep(duration);
        });
  }

  private HikariDataSource pool(int port) {
    MysqlDataSource source = database.direct();
    source.setUrl(source.getUrl().replace(":" + server.port() + "/", ":" + port + "/"));
    try {
      source.setConnectTimeout(500);
      source.setSocketTimeout(1_500);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(POOL);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(1_000);
    config.setValidationTimeout(500);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
