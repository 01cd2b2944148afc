package io.gamekeeper.payment.database;

import io.gamekeeper.contract.DatabaseEnvironment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the tables up to date, and the user whom the functions log in as. Running it again changes
 * nothing but the password.
 */
public final class Migration {
  private final DataSource owner;

  /**
   * As the database's owner; the source must give three connections at a time.
   *
   * @param owner connections to the database that holds the tables
   */
  public Migration(DataSource owner) {
    this.owner = owner;
  }

  /**
   * Migrates.
   *
   * @param password of {@link DatabaseEnvironment#PAYMENTS_USER}, who may read and write rows and
   *     nothing else
   * @return how many scripts were run
   * @throws SQLException if the user cannot be changed
   * @throws org.flywaydb.core.api.FlywayException if a script fails, or one that ran was changed
   */
  public int run(String password) throws SQLException {
    int scripts =
        Flyway.configure(Migration.class.getClassLoader())
            .dataSource(owner)
            .locations("classpath:db/migration")
            .validateMigrationNaming(true)
            .load()
            .migrate()
            .migrationsExecuted;
    try (Connection connection = owner.getConnection()) {
      execute(connection, Sql.CREATE_USER.text(), password);
      execute(connection, Sql.SET_PASSWORD.text(), password);
      execute(connection, Sql.GRANT_ROWS.on(pattern(connection.getCatalog())));
    }
    return scripts;
  }

  // The driver puts the values into the text, as neither engine takes parameters here.
  private static void execute(Connection connection, String sql, String... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /** A database's name as a pattern that means only itself. */
  private static String pattern(String name) {
    if (!name.matches("[A-Za-z0-9_]+")) {
      throw new IllegalArgumentException("not the name of a database: " + name);
    }
    return name.replace("_", "\\_");
  }
}
