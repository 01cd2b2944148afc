package io.gamekeeper.payment.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.payment.testing.MariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server of its own, as it changes the user's password. */
@Timeout(60)
final class MigrationTest {
  private static final String DATABASE = "game_keeper";

  private final MariaDb server = MariaDb.own();
  private final MysqlDataSource owner = server.source(DATABASE, "root", "");

  @BeforeEach
  void createDatabase() throws SQLException {
    execute(server.source("", "root", ""), "CREATE DATABASE " + DATABASE);
    execute(server.source("", "root", ""), "CREATE DATABASE gamexkeeper");
  }

  @AfterEach
  void stop() {
    server.kill();
  }

  @Test
  void itRunsOnceAndAgainChangesOnlyThePassword() throws Exception {
    assertThat(migrate("it's \\first")).isEqualTo(new MigrationOutcome.UpToDate(3));
    execute(as("it's \\first", DATABASE), "SELECT COUNT(*) FROM purchases");

    assertThat(migrate("second")).isEqualTo(new MigrationOutcome.UpToDate(0));

    execute(as("second", DATABASE), "SELECT COUNT(*) FROM purchases");
    assertThatThrownBy(() -> execute(as("it's \\first", DATABASE), "SELECT 1"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void theUserMayChangeRowsOfThisDatabaseAndNothingElse() throws Exception {
    migrate("secret");
    MysqlDataSource user = as("secret", DATABASE);

    execute(user, "INSERT INTO wallets VALUES ('ann', 'gems', 1, 0)");
    execute(user, "UPDATE wallets SET balance = 2");
    execute(user, "DELETE FROM wallets");

    for (String denied :
        new String[] {
          "DROP TABLE wallets",
          "CREATE TABLE other (a INT)",
          "ALTER TABLE wallets DROP CONSTRAINT no_overdraft",
          "CREATE USER eve",
          "USE gamexkeeper",
        }) {
      assertThatThrownBy(() -> execute(user, denied)).as(denied).isInstanceOf(SQLException.class);
    }
  }

  private MigrationOutcome migrate(String password) throws InterruptedException {
    return new Migration(owner, InstantSource.system(), Thread::sleep, () -> Duration.ofMinutes(1))
        .run(password);
  }

  private MysqlDataSource as(String password, String database) {
    return server.source(database, DatabaseEnvironment.PAYMENTS_USER, password);
  }

  private static void execute(MysqlDataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
