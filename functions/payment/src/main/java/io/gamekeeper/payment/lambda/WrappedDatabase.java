package io.gamekeeper.payment.lambda;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database of which some calls are handled in another way, and all others passed on. */
abstract class WrappedDatabase implements DataSource {
  final DataSource database;

  WrappedDatabase(DataSource database) {
    this.database = database;
  }

  /** The handling of a call. */
  interface Handler {
    @Nullable Object handle(Method method, @Nullable Object @Nullable [] arguments)
        throws SQLException;
  }

  /** Returns an object of an interface whose calls are handled. */
  static <T> T handled(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            WrappedDatabase.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> handler.handle(method, arguments)));
  }

  /** Passes a call on. */
  static @Nullable Object call(
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
