package io.gamekeeper.payment.lambda;

import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.testing.FakePlatform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real database that takes its time or fails, in the platform's time, so that the longest waits
 * pass at once. It keeps the limits that it is asked with, as the driver and the pool do.
 */
final class TroubledDatabase extends WrappedDatabase {
  private final FakePlatform platform;
  private final DatabaseLimits limits;
  private final Trouble trouble;

  /** What is wrong; one for all connections of a database. */
  static final class Trouble {
    boolean dead;

    /** From this call on – a connection, a statement, a commit – each takes as long as it may. */
    int slowFrom = Integer.MAX_VALUE;

    int calls;
    int connections;

    /** Statements that fail, how long after, and with which error. */
    Predicate<String> failing = sql -> false;

    Duration failsAfter = Duration.ZERO;
    int error;
  }

  TroubledDatabase(
      DataSource database, FakePlatform platform, DatabaseLimits limits, Trouble trouble) {
    super(database);
    this.platform = platform;
    this.limits = limits;
    this.trouble = trouble;
  }

  @Override
  public Connection getConnection() throws SQLException {
    trouble.connections++;
    if (trouble.dead) {
      platform.time.advance(limits.borrowing());
      throw new SQLTransientConnectionException("nobody accepts a connection");
    }
    passIfSlow(limits.borrowing());
    Connection connection = database.getConnection();
    int[] silence = {Math.toIntExact(limits.silence().toMillis())};
    return handled(
        Connection.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "getNetworkTimeout" -> silence[0];
              case "setNetworkTimeout" -> {
                silence[0] = (int) argument(arguments, 1);
                yield null;
              }
              case "commit" -> {
                passIfSlow(Duration.ofMillis(silence[0]));
                yield call(connection, method, arguments);
              }
              case "prepareStatement" ->
                  statement(
                      (String) argument(arguments, 0),
                      silence,
                      (PreparedStatement)
                          Objects.requireNonNull(call(connection, method, arguments)));
              default -> call(connection, method, arguments);
            });
  }

  private PreparedStatement statement(String sql, int[] silence, PreparedStatement statement) {
    return handled(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            if (trouble.failing.test(sql)) {
              platform.time.advance(trouble.failsAfter);
              throw new SQLException("as an engine says", "HY000", trouble.error);
            }
            passIfSlow(Duration.ofMillis(silence[0]));
          }
          return call(statement, method, arguments);
        });
  }

  private static Object argument(@Nullable Object @Nullable [] arguments, int index) {
    return Objects.requireNonNull(Objects.requireNonNull(arguments)[index]);
  }

  private void passIfSlow(Duration longest) {
    if (trouble.calls++ >= trouble.slowFrom) {
      platform.time.advance(longest.minusMillis(1));
    }
  }
}
