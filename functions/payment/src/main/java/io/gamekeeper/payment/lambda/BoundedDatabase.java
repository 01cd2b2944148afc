package io.gamekeeper.payment.lambda;

import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database as work in the background calls it: whatever its limits are, each call ends before
 * the invocation does, so that a function says what is the matter instead of being ended by Lambda.
 * A statement has no more time than is left; none is begun, and no connection asked for, when that
 * is nothing. What ends a transaction always gets a moment.
 */
final class BoundedDatabase extends WrappedDatabase {
  /** For writing a log, metrics and an answer. */
  static final Duration ANSWERING = Duration.ofSeconds(1);

  private static final Duration TO_END = Duration.ofMillis(250);

  private final DatabaseLimits limits;
  private final Telemetry telemetry;
  private final Duration answering;

  /**
   * Bounds a database.
   *
   * @param limits those that it was asked for with
   * @param answering what must be left of the invocation when a call has ended
   */
  BoundedDatabase(
      DataSource database, DatabaseLimits limits, Telemetry telemetry, Duration answering) {
    super(database);
    this.limits = limits;
    this.telemetry = telemetry;
    this.answering = answering;
  }

  /** How long calls may still take. */
  Duration left() {
    return telemetry.timeLeft().minus(answering);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (left().compareTo(limits.borrowing()) < 0) {
      throw noTimeIsLeft();
    }
    Connection connection = database.getConnection();
    int own = connection.getNetworkTimeout();
    return handled(
        Connection.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "commit", "rollback", "setAutoCommit", "setTransactionIsolation" -> {
                limit(connection, own, left().compareTo(TO_END) < 0 ? TO_END : left());
                yield call(connection, method, arguments);
              }
              case "createStatement", "prepareStatement", "prepareCall" ->
                  statement(connection, own, call(connection, method, arguments));
              default -> call(connection, method, arguments);
            });
  }

  private @Nullable Object statement(Connection connection, int own, @Nullable Object statement) {
    Class<?> type =
        switch (statement) {
          case CallableStatement call -> CallableStatement.class;
          case PreparedStatement prepared -> PreparedStatement.class;
          case null, default -> Statement.class;
        };
    return handled(
        type,
        (method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            if (!left().isPositive()) {
              throw noTimeIsLeft();
            }
            limit(connection, own, left());
          }
          return call(statement, method, arguments);
        });
  }

  /** Sets how long the server may be silent; this asks nobody. */
  private static void limit(Connection connection, int own, Duration left) throws SQLException {
    int millis = Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE);
    connection.setNetworkTimeout(Runnable::run, own == 0 ? millis : Math.min(own, millis));
  }

  private static SQLException noTimeIsLeft() {
    return new SQLTimeoutException("no time is left for the database");
  }
}
