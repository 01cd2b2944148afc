package io.gamekeeper.payment.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.MysqlDataSource;
import io.gamekeeper.payment.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real engine's errors mean; MySQL's other numbers are given by hand. */
@Timeout(60)
final class DatabaseErrorsTest {
  private static final TestDatabase DATABASE = TestDatabase.create(2);

  @BeforeEach
  void begin() {
    DATABASE.clear();
    DATABASE.execute("INSERT INTO wallets VALUES ('ann', 'gems', 5, 0), ('bob', 'gems', 5, 0)");
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @Test
  void aRowTwiceIsADuplicate() {
    assertThat(errorOf("INSERT INTO wallets VALUES ('ann', 'gems', 1, 0)"))
        .isEqualTo(DatabaseErrors.DUPLICATE_KEY);
  }

  @Test
  void aNegativeBalanceViolatesACheck() {
    assertThat(errorOf("UPDATE wallets SET balance = balance - 6 WHERE player = 'ann'"))
        .isEqualTo(DatabaseErrors.CHECK_VIOLATED);
  }

  @Test
  void aMistakeIsUnexpected() {
    assertThat(errorOf("SELECT nothing FROM nowhere")).isEqualTo(DatabaseErrors.UNEXPECTED);
    assertThat(errorOf("CREATE TABLE other (a INT)")).isEqualTo(DatabaseErrors.UNEXPECTED);
  }

  @Test
  void aLockThatIsHeldTooLongIsLocked() throws SQLException {
    try (Connection holder = DATABASE.direct().getConnection();
        Connection waiter = DATABASE.direct().getConnection()) {
      holder.setAutoCommit(false);
      execute(holder, "UPDATE wallets SET balance = 4 WHERE player = 'ann'");
      execute(waiter, "SET innodb_lock_wait_timeout = 1");

      assertThat(errorOf(waiter, "UPDATE wallets SET balance = 3 WHERE player = 'ann'"))
          .isEqualTo(DatabaseErrors.LOCKED);
    }
  }

  @Test
  void aDeadlockIsBusy() throws Exception {
    try (Connection one = DATABASE.direct().getConnection();
        Connection two = DATABASE.direct().getConnection()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      execute(one, "UPDATE wallets SET balance = 4 WHERE player = 'ann'");
      execute(two, "UPDATE wallets SET balance = 4 WHERE player = 'bob'");
      CompletableFuture<Optional<DatabaseErrors>> first =
          CompletableFuture.supplyAsync(
              () -> run(one, "UPDATE wallets SET balance = 3 WHERE player = 'bob'"));
      Optional<DatabaseErrors> second =
          run(two, "UPDATE wallets SET balance = 3 WHERE player = 'ann'");
      two.rollback();

      assertThat(Stream.of(first.get(), second).flatMap(Optional::stream))
          .containsExactly(DatabaseErrors.BUSY);
    }
  }

  @Test
  void aKilledConnectionIsUnavailable() throws SQLException {
    try (Connection victim = DATABASE.direct().getConnection()) {
      long id = victim.unwrap(JdbcConnection.class).getId();
      DATABASE.execute("KILL CONNECTION " + id);

      assertThat(errorOf(victim, "SELECT 1")).isEqualTo(DatabaseErrors.UNAVAILABLE);
    }
  }

  @Test
  void aStatementThatTakesTooLongIsUnavailable() throws SQLException {
    try (Connection connection = DATABASE.direct().getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);

      SQLException error =
          catchThrowableOfType(
              SQLException.class,
              () -> statement.execute("SELECT BENCHMARK(1000000000, MD5('a'))"));

      assertThat(DatabaseErrors.of(error)).isEqualTo(DatabaseErrors.UNAVAILABLE);
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    MysqlDataSource nowhere = DATABASE.direct();
    nowhere.setUrl("jdbc:mysql://127.0.0.1:1/payment");

    SQLException error = catchThrowableOfType(SQLException.class, nowhere::getConnection);

    assertThat(DatabaseErrors.of(error)).isEqualTo(DatabaseErrors.UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "1062, 23000, DUPLICATE_KEY",
    "3819, HY000, CHECK_VIOLATED",
    "4025, 23000, CHECK_VIOLATED",
    "1205, 40001, LOCKED",
    "1213, 40001, BUSY",
    "1290, HY000, UNAVAILABLE",
    "3, HY000, UNAVAILABLE",
    "20, HY000, UNAVAILABLE",
    "1021, HY000, UNAVAILABLE",
    "1026, HY000, UNAVAILABLE",
    "1030, HY000, UNAVAILABLE",
    "1041, HY000, UNAVAILABLE",
    "1114, HY000, UNAVAILABLE",
    "1598, HY000, UNAVAILABLE",
    "1836, HY000, UNAVAILABLE",
    "3024, HY000, UNAVAILABLE",
    "1969, 70100, UNAVAILABLE",
    "1053, 08S01, UNAVAILABLE",
    "0, 08S01, UNAVAILABLE",
    "1406, 22001, UNEXPECTED",
  })
  void numbersOfBothEnginesHaveTheirMeaning(int code, String state, DatabaseErrors meaning) {
    assertThat(DatabaseErrors.of(new SQLException("as an engine says", state, code)))
        .isEqualTo(meaning);
  }

  @Test
  void aPoolWithoutConnectionsIsUnavailable() {
    assertThat(DatabaseErrors.of(new SQLTransientConnectionException("none left")))
        .isEqualTo(DatabaseErrors.UNAVAILABLE);
  }

  private static DatabaseErrors errorOf(String sql) {
    try (Connection connection = DATABASE.source().getConnection()) {
      return errorOf(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DatabaseErrors errorOf(Connection connection, String sql) {
    return run(connection, sql).orElseThrow(() -> new AssertionError("no error: " + sql));
  }

  private static Optional<DatabaseErrors> run(Connection connection, String sql) {
    try {
      execute(connection, sql);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(DatabaseErrors.of(e));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
