package io.gamekeeper.payment.lambda;

import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database as work in the background calls it: whatever its limits are, each call ends before
 * the invocation does, so that a function says what is the matter instead of being ended by Lambda.
 * A statement has no more time than is left; none is begun, and no connection asked for, when that
 * is nothing. What ends a transaction always gets a moment.
 */
final class BoundedDatabase implements DataSource {
  /** For writing a log, metrics and an answer. */
  static final Duration ANSWERING = Duration.ofSeconds(1);

  private static final Duration TO_END = Duration.ofMillis(250);

  private final DataSource database;
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
    this.database = database;
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
    return proxy(
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
    return proxy(
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

  private interface Handler {
    @Nullable Object handle(Method method, @Nullable Object @Nullable [] arguments)
        throws SQLException;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            BoundedDatabase.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> handler.handle(method, arguments)));
  }

  private static @Nullable Object call(
      @Nullable Object target, Method method, @Nullable Object @Nullable [] arguments)
      throws SQLException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case SQLException sql -> throw sql;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("an interface's method is public", e);
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new UnsupportedOperationException("the address says who logs in");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return database.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    database.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    database.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return database.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return database.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return database.isWrapperFor(type);
  }
}
