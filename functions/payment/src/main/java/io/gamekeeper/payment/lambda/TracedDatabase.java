package io.gamekeeper.payment.lambda;

import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database as the payment functions call it: each round trip – a connection, a statement, a
 * commit – is a part of the invocation's trace.
 */
final class TracedDatabase implements DataSource {
  private static final RemoteCall CONNECT = RemoteCall.remote("MySQL", "Connect");
  private static final RemoteCall EXECUTE = RemoteCall.remote("MySQL", "Execute");
  private static final RemoteCall COMMIT = RemoteCall.remote("MySQL", "Commit");
  private static final RemoteCall ROLLBACK = RemoteCall.remote("MySQL", "Rollback");

  private final DataSource database;
  private final Telemetry telemetry;

  TracedDatabase(DataSource database, Telemetry telemetry) {
    this.database = database;
    this.telemetry = telemetry;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connection(database::getConnection);
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return connection(() -> database.getConnection(username, password));
  }

  private Connection connection(SqlCall<Connection> connect) throws SQLException {
    Connection connection = traced(CONNECT, connect);
    return proxy(
        Connection.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "commit" ->
                  this.<@Nullable Object>traced(COMMIT, () -> call(connection, method, arguments));
              case "rollback" ->
                  this.<@Nullable Object>traced(
                      ROLLBACK, () -> call(connection, method, arguments));
              case "prepareStatement" ->
                  statement((PreparedStatement) call(connection, method, arguments));
              default -> call(connection, method, arguments);
            });
  }

  private PreparedStatement statement(@Nullable PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        (proxy, method, arguments) ->
            method.getName().startsWith("execute")
                ? this.<@Nullable Object>traced(EXECUTE, () -> call(statement, method, arguments))
                : call(statement, method, arguments));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TracedDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
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
