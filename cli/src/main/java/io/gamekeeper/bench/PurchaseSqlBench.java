package io.gamekeeper.bench;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.Measurements.Interval;
import io.gamekeeper.load.Outcome;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.payment.CatalogueFile;
import io.gamekeeper.payment.PurchaseOutcome;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.Purchases;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.TestPurchases;
import io.gamekeeper.payment.database.Migration;
import io.gamekeeper.payment.database.MigrationOutcome;
import io.gamekeeper.payment.database.MySqlPayments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * The bench of a wallet purchase's SQL on an engine of its own: the domain buys once while what it
 * sends is recorded; then the same is sent by hand, again and again.
 */
final class PurchaseSqlBench {
  private static final String OWNER = "owner";
  private static final String PLAYER = "by-hand";
  private static final String FIRST_KEY = "recorded";

  /**
   * What was measured.
   *
   * @param latencies of the purchases by hand
   * @param statements of one purchase
   * @param roundTrips of one purchase, as the client sees them
   * @param questions that the server counted per purchase
   */
  record Result(Interval latencies, long statements, int roundTrips, double questions) {}

  private PurchaseSqlBench() {}

  static Result run(int purchases) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("gamekeeper-bench-");
    try (MariaDbEngine engine = new MariaDbEngine(folder)) {
      engine.start();
      return run(engine, purchases);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static Result run(MariaDbEngine engine, int purchases) throws SQLException {
    String password = UUID.randomUUID().toString();
    String database = DatabaseEnvironment.NAME;
    engine.administer(
        List.of(
            "CREATE DATABASE " + database,
            "CREATE USER owner IDENTIFIED BY '" + password + "'",
            "GRANT ALL ON *.* TO owner WITH GRANT OPTION"));
    MysqlDataSource owner = new MysqlDataSource();
    owner.setUrl(
        "jdbc:mysql://%s:%d/%s?sslMode=DISABLED".formatted(engine.host(), engine.port(), database));
    owner.setUser(OWNER);
    owner.setPassword(password);
    migrate(owner, password);
    engine.administer(
        List.of(
            "INSERT INTO %s.wallets (player, currency, balance, owed) VALUES ('%s', 'gems', %d, 0)"
                .formatted(database, PLAYER, 1_000_000)));
    try (Connection connection =
        engine.connect(DatabaseEnvironment.PAYMENTS_USER, password, database)) {
      RecordedSql sql = new RecordedSql();
      String recorded = record(sql, connection);
      warmUp(sql, connection, recorded, purchases);
      long before = questions(connection);
      Measurements measurements = new Measurements();
      for (int i = 0; i < purchases; i++) {
        long start = System.nanoTime();
        sql.send(connection, ids(recorded, "measured-" + i));
        measurements.record(System.nanoTime() - start, Outcome.SUCCEEDED);
      }
      double questions = (double) (questions(connection) - before - 1) / purchases;
      return new Result(measurements.take(), sql.statements(), sql.roundTrips(), questions);
    }
  }

  private static void migrate(DataSource owner, String password) {
    try {
      MigrationOutcome outcome =
          new Migration(owner, InstantSource.system(), Thread::sleep, () -> Duration.ofMinutes(1))
              .run(password);
      if (!(outcome instanceof MigrationOutcome.UpToDate)) {
        throw new IllegalStateException(outcome.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the tables were made", e);
    }
  }

  /** Lets the domain buy once; returns the purchase's id. */
  private static String record(RecordedSql sql, Connection connection) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Purchases purchases =
        new Purchases(
            CatalogueFile.packaged(),
            List.of(),
            TestPurchases.NONE,
            new MySqlPayments(sql.recorder(connection), Thread::sleep, random).ledger(),
            InstantSource.system(),
            random,
            () -> "bench");
    PurchaseOutcome outcome =
        purchases.buy(
            new PurchaseRequest(
                PLAYER, FIRST_KEY, "potion", Store.WALLET, 1, Optional.empty(), Optional.empty()));
    if (outcome instanceof PurchaseOutcome.Granted granted) {
      return granted.grant().purchaseId();
    }
    throw new IllegalStateException("the purchase to be recorded came to " + outcome);
  }

  private static void warmUp(RecordedSql sql, Connection connection, String recorded, int purchases)
      throws SQLException {
    for (int i = 0; i < purchases; i++) {
      sql.send(connection, ids(recorded, "warm-up-" + i));
    }
  }

  private static Map<String, String> ids(String recorded, String key) {
    return Map.of(recorded, UUID.randomUUID().toString(), FIRST_KEY, key);
  }

  /** Returns how many statements clients have sent to the server, this one included. */
  private static long questions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Questions'")) {
      row.next();
      return row.getLong(2);
    }
  }
}
