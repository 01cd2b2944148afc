package io.gamekeeper.local.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC object whose calls count as time of the engine. Rows are in memory when a statement
 * returns, so reading them is the function's own time.
 */
final class TimedJdbc implements InvocationHandler {
  private final Object target;
  private final @Nullable Connection connection;

  private TimedJdbc(Object target, @Nullable Connection connection) {
    this.target = target;
    this.connection = connection;
  }

  static Connection of(Connection connection) {
    return proxy(Connection.class, new TimedJdbc(connection, null));
  }

  private static <J> J proxy(Class<J> type, TimedJdbc handler) {
    return type.cast(
        Proxy.newProxyInstance(TimedJdbc.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    String name = method.getName();
    if (name.equals("getConnection")) {
      return connection;
    }
    if (name.equals("equals")) {
      return arguments != null && proxy == arguments[0];
    }
    long start = System.nanoTime();
    @Nullable Object result;
    try {
      result = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      EngineTime.since(start);
    }
    return target instanceof Connection && result instanceof Statement statement
        ? timed(statement, (Connection) proxy)
        : result;
  }

  private static Statement timed(Statement statement, Connection connection) {
    TimedJdbc handler = new TimedJdbc(statement, connection);
    return switch (statement) {
      case CallableStatement call -> proxy(CallableStatement.class, handler);
      case PreparedStatement prepared -> proxy(PreparedStatement.class, handler);
      default -> proxy(Statement.class, handler);
    };
  }
}
