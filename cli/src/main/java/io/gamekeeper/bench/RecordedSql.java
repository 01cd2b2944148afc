package io.gamekeeper.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A recording of the SQL that some work sends over a connection, to be sent again by hand with
 * other ids and without the code around it.
 */
final class RecordedSql {
  private final List<Step> steps = new ArrayList<>();

  /** One round trip. */
  private sealed interface Step {

    /** A statement with its values; these are bytes, numbers, texts and times. */
    record Execution(String sql, List<@Nullable Object> values) implements Step {}

    record AutoCommit(boolean on) implements Step {}

    record Commit() implements Step {}
  }

  /** Returns a source of this one connection, which records what it does. */
  DataSource recorder(Connection connection) {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          if (method.getName().equals("getConnection")) {
            return recording(connection);
          }
          throw new UnsupportedOperationException(method.getName());
        });
  }

  private Connection recording(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          switch (method.getName()) {
            case "setAutoCommit" -> steps.add(new Step.AutoCommit((Boolean) arguments[0]));
            case "commit" -> steps.add(new Step.Commit());
            case "close" -> {
              return null; // it is ours, and goes on to be used
            }
            default -> {}
          }
          Object result = method.invoke(connection, arguments);
          return result instanceof PreparedStatement statement
              ? recording(String.valueOf(arguments[0]), statement)
              : result;
        });
  }

  private PreparedStatement recording(String sql, PreparedStatement statement) {
    Map<Integer, @Nullable Object> values = new TreeMap<>();
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("set") && arguments.length == 2) {
            values.put((Integer) arguments[0], arguments[1]);
          } else if (method.getName().startsWith("execute")) {
            steps.add(new Step.Execution(sql, new ArrayList<>(values.values())));
          }
          return method.invoke(statement, arguments);
        });
  }

  /** Returns how many round trips were recorded. */
  int roundTrips() {
    return steps.size();
  }

  /** Returns how many of them are statements. */
  long statements() {
    return steps.stream().filter(Step.Execution.class::isInstance).count();
  }

  /**
   * Sends everything again.
   *
   * @param replaced texts among the values, and what to send in their place
   */
  void send(Connection connection, Map<String, String> replaced) throws SQLException {
    for (Step step : steps) {
      switch (step) {
        case Step.AutoCommit(boolean on) -> connection.setAutoCommit(on);
        case Step.Commit() -> connection.commit();
        case Step.Execution execution -> {
          try (PreparedStatement statement = connection.prepareStatement(execution.sql())) {
            int index = 1;
            for (Object value : execution.values()) {
              statement.setObject(index++, replace(value, replaced));
            }
            statement.execute();
          }
        }
      }
    }
  }

  private static @Nullable Object replace(@Nullable Object value, Map<String, String> replaced) {
    for (Map.Entry<String, String> entry : replaced.entrySet()) {
      if (entry.getKey().equals(value)) {
        return entry.getValue();
      }
      if (value instanceof byte[] bytes && Arrays.equals(bytes, bytes(entry.getKey()))) {
        return bytes(entry.getValue());
      }
    }
    return value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Handles the calls of a recording object. */
  private interface Recorder {
    @Nullable Object call(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  private static <T> T proxy(Class<T> type, Recorder recorder) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          try {
            return recorder.call(method, arguments == null ? new Object[0] : arguments);
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
