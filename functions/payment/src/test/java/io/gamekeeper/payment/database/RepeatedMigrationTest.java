package io.gamekeeper.payment.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.MysqlDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gamekeeper.payment.testing.MariaDb;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Migrations that end half-way on a real engine, which rolls no change of tables back, and are run
 * again. On a server of its own, which is killed.
 */
@Timeout(60)
final class RepeatedMigrationTest {
  private static final String DATABASE = "half_made";
  private static final String PASSWORD = "secret";

  private static final MigrationVersion NONE = MigrationVersion.LATEST;

  private static MariaDb server;
  private static Map<String, String> expected;

  private final VirtualTime time = new VirtualTime();
  private final List<Runnable> whileWaiting = new ArrayList<>();

  @BeforeAll
  static void migrateUndisturbed() throws Exception {
    server = MariaDb.own();
    RepeatedMigrationTest undisturbed = new RepeatedMigrationTest();
    undisturbed.createDatabase();
    assertThat(undisturbed.migrate(owner())).isInstanceOf(MigrationOutcome.UpToDate.class);
    expected = tables();
  }

  @AfterAll
  static void stop() {
    server.kill();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    execute(
        server.source("", "root", ""),
        "DROP DATABASE IF EXISTS " + DATABASE,
        "CREATE DATABASE " + DATABASE);
  }

  /** A function that is ended leaves no word: neither in the history nor anywhere else. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void aScriptThatEndedAnywhereIsRepeated(End end) throws Exception {
    migrateTo(end.before());
    execute(owner(), end.done().toArray(String[]::new));

    MigrationOutcome outcome = migrate(owner());

    assertThat(outcome).isInstanceOf(MigrationOutcome.UpToDate.class);
    assertThat(tables()).isEqualTo(expected);
  }

  private record End(MigrationVersion before, String script, List<String> done) {
    @Override
    public String toString() {
      return script + " after " + done.size() + " statements";
    }
  }

  static Stream<End> ends() throws IOException {
    List<End> ends = new ArrayList<>();
    MigrationVersion before = NONE;
    for (MigrationInfo script :
        Flyway.configure()
            .dataSource(owner())
            .locations("classpath:db/migration")
            .load()
            .info()
            .all()) {
      List<String> statements = statements(script.getScript());
      for (int done = 0; done <= statements.size(); done++) {
        ends.add(new End(before, script.getScript(), statements.subList(0, done)));
      }
      before = script.getVersion();
    }
    return ends.stream();
  }

  /** Up to this version, or {@link #NONE}, and no further; the history is there in any case. */
  private static void migrateTo(MigrationVersion version) {
    Flyway.configure()
        .dataSource(owner())
        .locations(version.equals(NONE) ? "classpath:db/none" : "classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  @Test
  void aConnectionThatIsKilledAmidAScriptIsReplacedAndTheScriptRepeated() throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    DataSource disturbed =
        disturbed(
            "EXISTS ledger",
            connection -> {
              if (killed.compareAndSet(false, true)) {
                execute(owner(), "KILL CONNECTION " + id(connection));
              }
            });

    MigrationOutcome outcome = migrate(disturbed);

    assertThat(killed).isTrue();
    assertThat(outcome).isEqualTo(new MigrationOutcome.UpToDate(3));
    assertThat(tables()).isEqualTo(expected);
  }

  @Test
  void aServerThatDiesAmidAScriptIsWaitedFor() throws Exception {
    AtomicBoolean dead = new AtomicBoolean();
    DataSource disturbed =
        disturbed(
            "EXISTS outbox",
            connection -> {
              if (dead.compareAndSet(false, true)) {
                server.kill();
              }
            });
    // A failover takes up to two minutes.
    Instant back = time.instant().plus(Duration.ofMinutes(2));
    whileWaiting.add(
        () -> {
          if (time.instant().isAfter(back)) {
            server.start();
            whileWaiting.clear();
          }
        });

    MigrationOutcome outcome = migrate(disturbed);

    assertThat(outcome).isEqualTo(new MigrationOutcome.UpToDate(3));
    assertThat(tables()).isEqualTo(expected);
    assertThat(time.instant()).isAfter(back);
  }

  @Test
  void aScriptThatFailedIsRunAgainOnceItIsMended() throws Exception {
    migrateTo(NONE);
    execute(owner(), "CREATE TABLE purchases (id INT PRIMARY KEY)");
    MigrationOutcome failed = migrate(owner());
    assertThat(failed)
        .isInstanceOfSatisfying(
            MigrationOutcome.ScriptFailed.class,
            script -> assertThat(script.script()).startsWith("V1__"));
    execute(owner(), "DROP TABLE purchases");

    MigrationOutcome outcome = migrate(owner());

    assertThat(outcome).isEqualTo(new MigrationOutcome.UpToDate(3));
    assertThat(tables()).isEqualTo(expected);
  }

  @Test
  void theFirstScriptAsItWasBeforeItCouldBeRepeatedCounts() throws Exception {
    migrate(owner());
    execute(owner(), "UPDATE flyway_schema_history SET checksum = -1919661991 WHERE version = '1'");

    assertThat(migrate(owner())).isEqualTo(new MigrationOutcome.UpToDate(0));
  }

  @Test
  void anyOtherChangeOfAScriptThatHasRunIsRefused() throws Exception {
    migrate(owner());
    execute(owner(), "UPDATE flyway_schema_history SET checksum = 17 WHERE version = '1'");

    assertThat(migrate(owner()))
        .isInstanceOfSatisfying(
            MigrationOutcome.HistoryContradicted.class,
            contradicted -> assertThat(contradicted.detail()).contains("checksum"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT GET_LOCK('gamekeeper migration of half_made', 0)",
        "SELECT SLEEP(60)",
      })
  void twoMigrationsDoNotRunAtOnce(String atWork) throws Exception {
    try (Connection other = owner().getConnection()) {
      Thread busy =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Statement statement = other.createStatement()) {
                      statement.execute(atWork);
                    } catch (SQLException e) {
                      assertThat(e.getErrorCode()).isEqualTo(1317);
                    }
                  });
      if (atWork.contains("GET_LOCK")) {
        busy.join();
      } else {
        awaitStatement(atWork);
      }

      MigrationOutcome outcome = migrate(owner());

      assertThat(outcome).isInstanceOf(MigrationOutcome.Occupied.class);
      execute(owner(), "KILL QUERY " + id(other));
      busy.join();
    }
    assertThat(migrate(owner())).isEqualTo(new MigrationOutcome.UpToDate(3));
  }

  @Test
  void asManyConnectionsAsTheFunctionHasAreEnough() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(owner());
    config.setMaximumPoolSize(DatabaseLimits.LONG_WORK.connections());
    config.setConnectionTimeout(DatabaseLimits.LONG_WORK.borrowing().toMillis());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(migrate(pool)).isEqualTo(new MigrationOutcome.UpToDate(3));
      assertThat(migrate(pool)).isEqualTo(new MigrationOutcome.UpToDate(0));
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  private MigrationOutcome migrate(DataSource source) throws InterruptedException {
    return new Migration(
            source,
            time,
            duration -> {
              time.advance(duration);
              List.copyOf(whileWaiting).forEach(Runnable::run);
            },
            () -> Duration.ofMinutes(10))
        .run(PASSWORD);
  }

  private interface Disturbance {
    void on(Connection connection) throws SQLException;
  }

  /**
   * Returns the owner's connections; something happens to one that is about to send a certain text.
   */
  private static DataSource disturbed(String text, Disturbance disturbance) {
    return new MysqlDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = owner().getConnection();
        return proxy(
            Connection.class,
            connection,
            result ->
                result instanceof Statement statement && !(result instanceof PreparedStatement)
                    ? proxy(
                        Statement.class,
                        statement,
                        same -> same,
                        sql -> {
                          if (sql.contains(text)) {
                            disturbance.on(connection);
                          }
                        })
                    : result,
            sql -> {});
      }
    };
  }

  private interface Change {
    Object of(Object result);
  }

  private interface Look {
    void at(String sql) throws SQLException;
  }

  private static <T> T proxy(Class<T> type, T target, Change change, Look look) {
    return type.cast(
        Proxy.newProxyInstance(
            RepeatedMigrationTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("execute")
                  && arguments != null
                  && arguments[0] instanceof String sql) {
                look.at(sql);
              }
              try {
                return change.of(method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static MysqlDataSource owner() {
    return server.source(DATABASE, "root", "");
  }

  private static void awaitStatement(String sql) throws SQLException {
    while (!texts("SELECT COALESCE(info, '') FROM information_schema.processlist").contains(sql)) {
      Thread.onSpinWait();
    }
  }

  private static long id(Connection connection) throws SQLException {
    return connection.unwrap(JdbcConnection.class).getId();
  }

  /** Returns each table as the engine describes it. */
  private static Map<String, String> tables() throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    for (String table :
        texts(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_name <> 'flyway_schema_history'")) {
      try (Connection connection = owner().getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + table)) {
        row.next();
        tables.put(table, row.getString(2));
      }
    }
    return tables;
  }

  private static List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static List<String> statements(String script) throws IOException {
    try (InputStream file =
        RepeatedMigrationTest.class.getResourceAsStream("/db/migration/" + script)) {
      assertThat(file).isNotNull();
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.replaceAll("(?m)^\\s*--.*$", "").split(";", -1))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    }
  }

  private static void execute(DataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
