package io.gamekeeper.payment.lambda;

import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.trace.TraceHeader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database whose calls are traced: each round trip – a connection, a statement, a commit – is a
 * part of the invocation's trace, and each statement carries the trace's id in a comment.
 */
final class TracedDatabase extends WrappedDatabase {
  private static final RemoteCall CONNECT = RemoteCall.remote("MySQL", "Connect");
  private static final RemoteCall EXECUTE = RemoteCall.remote("MySQL", "Execute");
  private static final RemoteCall COMMIT = RemoteCall.remote("MySQL", "Commit");
  private static final RemoteCall ROLLBACK = RemoteCall.remote("MySQL", "Rollback");

  private final Telemetry telemetry;

  TracedDatabase(DataSource database, Telemetry telemetry) {
    super(database);
    this.telemetry = telemetry;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = traced(CONNECT, database::getConnection);
    return handled(
        Connection.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "commit" ->
                  this.<@Nullable Object>traced(COMMIT, () -> call(connection, method, arguments));
              case "rollback" ->
                  this.<@Nullable Object>traced(
                      ROLLBACK, () -> call(connection, method, arguments));
              case "prepareStatement" ->
                  statement((PreparedStatement) call(connection, method, commented(arguments)));
              default -> call(connection, method, arguments);
            });
  }

  /**
   * Returns the arguments with the trace in front of the statement: there it is seen in the
   * server's process list, slow log and deadlock reports. Statements are prepared by the driver,
   * which keeps none, so that a text of its own for each request costs nothing but its bytes; what
   * counts statements by their form, as Performance Insights does, leaves comments out.
   */
  private @Nullable Object @Nullable [] commented(@Nullable Object @Nullable [] arguments) {
    String trace = telemetry.correlationId();
    // Nothing but hexadecimal digits and hyphens: it cannot end the comment.
    if (arguments == null || !TraceHeader.isTraceId(trace)) {
      return arguments;
    }
    @Nullable Object[] commented = arguments.clone();
    commented[0] = "/* trace=" + trace + " */ " + arguments[0];
    return commented;
  }

  private PreparedStatement statement(@Nullable PreparedStatement statement) {
    return handled(
        PreparedStatement.class,
        (method, arguments) ->
            method.getName().startsWith("execute")
                ? this.<@Nullable Object>traced(EXECUTE, () -> call(statement, method, arguments))
                : call(statement, method, arguments));
  }

  /** Telemetry's calls throw no checked exceptions: an SQL one travels inside {@link Carried}. */
  private <T extends @Nullable Object> T traced(RemoteCall call, SqlCall<T> work)
      throws SQLException {
    try {
      return telemetry.traced(
          call,
          () -> {
            try {
              return work.run();
            } catch (SQLException e) {
              throw new Carried(e);
            }
          });
    } catch (Carried e) {
      throw e.exception;
    }
  }

  @FunctionalInterface
  private interface SqlCall<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  private static final class Carried extends RuntimeException {
    private final SQLException exception;

    private Carried(SQLException exception) {
      super(exception);
      this.exception = exception;
    }
  }
}
