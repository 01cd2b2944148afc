package io.gamekeeper.payment.lambda;

import io.gamekeeper.payment.database.NoTimeLeftException;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database whose calls end before the invocation does, whatever its limits are, so that a
 * function reports what is wrong instead of being ended by Lambda. A statement has no more time
 * than is left; when none is left, no statement is begun and no connection asked for. A commit or a
 * rollback always gets a moment.
 */
final class BoundedDatabase extends WrappedDatabase {
  /** The time for writing a log, metrics and an answer. */
  static final Duration ANSWERING = Duration.ofSeconds(1);

  private static final Duration TO_END = Duration.ofMillis(250);

  private final DatabaseLimits limits;
  private final Telemetry telemetry;
  private final Duration answering;

  /**
   * Bounds a database.
   *
   * @param limits the limits of the database
   * @param answering what must be left of the invocation when a call has ended
   */
  BoundedDatabase(
      DataSource database, DatabaseLimits limits, Telemetry telemetry, Duration answering) {
    super(database);
    this.limits = limits;
    this.telemetry = telemetry;
    this.answering = answering;
  }

  /** Returns how long calls may still take. */
  Duration left() {
    return telemetry.timeLeft().minus(answering);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (left().compareTo(limits.borrowing()) < 0) {
      throw new NoTimeLeftException();
    }
    Connection connection = database.getConnection();
    Silence silence = new Silence(connection);
    return handled(
        Connection.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "commit", "rollback", "setAutoCommit", "setTransactionIsolation" -> {
                silence.limit(left().compareTo(TO_END) < 0 ? TO_END : left());
                yield call(connection, method, arguments);
              }
              case "createStatement", "prepareStatement", "prepareCall" ->
                  statement(silence, call(connection, method, arguments));
              default -> call(connection, method, arguments);
            });
  }

  private @Nullable Object statement(Silence silence, @Nullable Object statement) {
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
              throw new NoTimeLeftException();
            }
            silence.limit(left());
          }
          return call(statement, method, arguments);
        });
  }

  /** How long the server may be silent on a connection: as long as it could be, or less. */
  private static final class Silence {
    private final Connection connection;
    private final int most;
    private int now;

    Silence(Connection connection) throws SQLException {
      this.connection = connection;
      int own = connection.getNetworkTimeout();
      most = own == 0 ? Integer.MAX_VALUE : own;
      now = most;
    }

    /** Sets the limit locally, without a round trip. */
    void limit(Duration left) throws SQLException {
      int millis = Math.clamp(left.toMillis(), 1, most);
      if (millis != now) {
        connection.setNetworkTimeout(Runnable::run, millis);
        now = millis;
      }
    }
  }
}
