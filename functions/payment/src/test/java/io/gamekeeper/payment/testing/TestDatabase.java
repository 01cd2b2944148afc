package io.gamekeeper.payment.testing;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.payment.database.Migration;
import io.gamekeeper.payment.database.MigrationOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database with the payment tables. Make one per test class and clear it before each test. */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String PASSWORD = "payments-of-tests";

  /** Children before their parents. */
  private static final List<String> TABLES =
      List.of(
          "compensations",
          "outbox",
          "ledger",
          "purchases",
          "wallets",
          "inventory",
          "limits",
          "notices",
          "watermarks",
          "test_days",
          "erasures");

  private final MariaDb server;
  private final String name;
  private final HikariDataSource pool;

  private TestDatabase(MariaDb server, int connections) {
    this.server = server;
    name = "payment" + NAMES.incrementAndGet();
    execute(server.source("", "root", ""), "CREATE DATABASE " + name);
    try {
      MigrationOutcome outcome =
          new Migration(owner(), InstantSource.system(), Thread::sleep, () -> Duration.ofMinutes(1))
              .run(PASSWORD);
      if (!(outcome instanceof MigrationOutcome.UpToDate)) {
        throw new IllegalStateException(outcome.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    HikariConfig config = new HikariConfig();
    config.setDataSource(direct());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(10_000);
    pool = new HikariDataSource(config);
  }

  /** Creates a database on the shared server, with a pool of so many connections at most. */
  public static TestDatabase create(int connections) {
    return on(MariaDb.shared(), connections);
  }

  /** Creates a database on this server. */
  public static TestDatabase on(MariaDb server, int connections) {
    return new TestDatabase(server, connections);
  }

  /** Pooled connections as the user of the functions: rows may be changed, tables not. */
  public DataSource source() {
    return pool;
  }

  /** Connections of that user without a pool, each one new. */
  public MysqlDataSource direct() {
    return server.source(name, DatabaseEnvironment.PAYMENTS_USER, PASSWORD);
  }

  /** Connections as the owner, who may do anything. */
  public MysqlDataSource owner() {
    return server.source(name, "root", "");
  }

  /** Runs statements as the owner, on one connection. */
  public void execute(String... statements) {
    execute(owner(), statements);
  }

  /** Returns how many rows a table has. */
  public long count(String table) {
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the state of each purchase, in the order in which they began. */
  public List<String> states() {
    return texts("SELECT state FROM purchases ORDER BY id");
  }

  /** Returns the first column of what a query finds. */
  public List<String> texts(String query) {
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empties all tables. */
  public void clear() {
    execute(TABLES.stream().map(table -> "DELETE FROM " + table).toArray(String[]::new));
  }

  @Override
  public void close() {
    pool.close();
    execute("DROP DATABASE " + name);
  }

  private static void execute(DataSource source, String... statements) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
