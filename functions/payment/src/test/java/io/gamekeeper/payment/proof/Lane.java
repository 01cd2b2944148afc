package io.gamekeeper.payment.proof;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.gamekeeper.payment.proof.Effects.Fate;
import io.gamekeeper.payment.testing.TestDatabase;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own for schedules that run one after the other, and the wires to it. A wire
 * that is cut is really gone, and the next step waits until the server has noticed, so that a
 * schedule comes out the same each time.
 */
final class Lane implements AutoCloseable {
  private static final String ALL_TABLES =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
          + " AND table_name <> 'flyway_schema_history'";
  private static final Duration NOTICING_LIMIT = Duration.ofSeconds(10);
  private static final int DEADLOCK_ERROR = 1213;

  private final TestDatabase database;
  private Connection monitor;
  private final String clear;
  private final Map<String, String> gists = new HashMap<>();
  private final Deque<Physical> idle = new ArrayDeque<>();

  /** On the shared server. */
  Lane() {
    this(TestDatabase.create(1));
  }

  Lane(TestDatabase database) {
    this.database = database;
    monitor = connect(database);
    try {
      List<String> deletions = new ArrayList<>();
      try (Statement statement = monitor.createStatement()) {
        statement.execute("SET foreign_key_checks = 0");
        try (ResultSet row = statement.executeQuery(ALL_TABLES)) {
          while (row.next()) {
            deletions.add("DELETE FROM " + row.getString(1));
          }
        }
      }
      clear = "BEGIN; " + String.join("; ", deletions) + "; COMMIT";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect(TestDatabase database) {
    try {
      MysqlDataSource owner = database.owner();
      owner.setAllowMultiQueries(true);
      return owner.getConnection();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** After the server has been away. */
  void reconnect() {
    idle.clear();
    monitor = connect(database);
  }

  TestDatabase database() {
    return database;
  }

  /** Returns a connection of the owner, apart from all servers. */
  Connection monitor() {
    return monitor;
  }

  /** Changes what is sent; a {@link Sabotage} with what it needs beside. */
  interface Interference {
    String text(String sql);

    /** Is called before each statement; returns false to leave out a statement that writes. */
    boolean before(String gist, List<@Nullable Object> values);
  }

  /** Returns the database as a server sees it. */
  DataSource source(Effects effects, Interference interference) {
    return new Wires(effects, interference);
  }

  /** Empties the tables. */
  void clear() {
    try (Statement statement = monitor.createStatement()) {
      statement.execute(clear);
      while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
        // each statement's count is passed over
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    disconnect();
    database.close();
  }

  /** Leaves the database as it is. */
  void disconnect() {
    try {
      for (Physical connection : idle) {
        connection.jdbc.close();
      }
      monitor.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Physical take() throws SQLException {
    Physical physical = idle.poll();
    if (physical != null) {
      return physical;
    }
    MysqlDataSource source = database.direct();
    source.setCachePrepStmts(true);
    source.setCacheServerConfiguration(true);
    Connection jdbc = source.getConnection();
    try (Statement statement = jdbc.createStatement();
        ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
      row.next();
      return new Physical(jdbc, row.getLong(1));
    }
  }

  private void cut(Physical physical) throws SQLException {
    physical.jdbc.abort(Runnable::run);
    long deadline = System.nanoTime() + NOTICING_LIMIT.toNanos();
    while (isServed(physical.id)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the server does not notice that a connection is gone");
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private boolean isServed(long connection) throws SQLException {
    try (PreparedStatement statement =
        monitor.prepareStatement(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?")) {
      statement.setLong(1, connection);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1) > 0;
      }
    }
  }

  private record Physical(Connection jdbc, long id) {}

  /** Returns what a statement does and to which table, in two words. */
  static String gist(String sql) {
    String flat = sql.strip().replaceAll("\\s+", " ");
    String verb = flat.substring(0, flat.indexOf(' ')).toLowerCase(Locale.ROOT);
    Pattern table =
        switch (verb) {
          case "select", "delete" -> Pattern.compile(" FROM (\\w+)");
          case "insert" -> Pattern.compile("INTO (\\w+)");
          default -> Pattern.compile("UPDATE (\\w+)");
        };
    Matcher matcher = table.matcher(flat);
    return verb + " " + (matcher.find() ? matcher.group(1) : "?");
  }

  private final class Wires implements DataSource {
    private final Effects effects;
    private final Interference interference;

    Wires(Effects effects, Interference interference) {
      this.effects = effects;
      this.interference = interference;
    }

    @Override
    public Connection getConnection() throws SQLException {
      effects.<Boolean, SQLException>perform(
          "connect",
          () -> true,
          fate -> {
            throw new SQLRecoverableException("no connection, says the schedule", "08001");
          });
      return new Wire(effects, interference, take()).connection();
    }

    @Override
    public Connection getConnection(String user, String password) {
      throw new UnsupportedOperationException("the user is given");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
      throw new UnsupportedOperationException("no log");
    }

    @Override
    public void setLoginTimeout(int seconds) {
      throw new UnsupportedOperationException("no time-out");
    }

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  /** A connection in a server's hands. */
  private final class Wire implements InvocationHandler {
    private final Effects effects;
    private final Interference interference;
    private final Physical physical;
    private final Runnable cutting = this::cut;
    private boolean isCut;
    private boolean isClosed;
    private boolean inTransaction;
    private boolean isolated;

    Wire(Effects effects, Interference interference, Physical physical) {
      this.effects = effects;
      this.interference = interference;
      this.physical = physical;
      effects.opened(cutting);
    }

    Connection connection() {
      return (Connection)
          Proxy.newProxyInstance(
              Lane.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      return switch (method.getName()) {
        case "close" -> {
          close();
          yield null;
        }
        case "rollback" -> {
          if (!effects.isDead()) {
            rollBack();
          }
          yield null;
        }
        case "setAutoCommit" -> {
          usable();
          perform("begin", () -> set(method, arguments));
          begins();
          yield null;
        }
        case "commit" -> {
          usable();
          perform("commit", () -> set(method, arguments));
          ends();
          yield null;
        }
        case "setTransactionIsolation" -> {
          usable();
          isolated = true;
          yield call(physical.jdbc, method, arguments);
        }
        case "prepareStatement" -> {
          usable();
          if (arguments == null || !(arguments[0] instanceof String sql)) {
            throw new IllegalArgumentException("no text");
          }
          String sent = interference.text(sql);
          yield statement(
              physical.jdbc.prepareStatement(sent), gists.computeIfAbsent(sent, Lane::gist));
        }
        default -> throw new UnsupportedOperationException(method.getName() + " is not expected");
      };
    }

    private PreparedStatement statement(PreparedStatement statement, String gist) {
      List<@Nullable Object> values = new ArrayList<>();
      return (PreparedStatement)
          Proxy.newProxyInstance(
              Lane.class.getClassLoader(),
              new Class<?>[] {PreparedStatement.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "executeQuery", "executeUpdate" -> {
                      usable();
                      yield perform(gist, () -> query(statement, method, gist, values));
                    }
                    case "setObject" -> {
                      values.add(arguments == null ? null : arguments[1]);
                      yield call(statement, method, arguments);
                    }
                    case "setQueryTimeout" -> call(statement, method, arguments);
                    case "close" -> isCut ? null : call(statement, method, arguments);
                    default ->
                        throw new UnsupportedOperationException(
                            method.getName() + " is not expected");
                  });
    }

    private Object query(
        PreparedStatement statement, Method method, String gist, List<@Nullable Object> values)
        throws SQLException {
      if (method.getName().equals("executeQuery")) {
        return statement.executeQuery();
      }
      return interference.before(gist, values) ? statement.executeUpdate() : 1;
    }

    private Object set(Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
      if (method.getName().equals("commit")) {
        physical.jdbc.commit();
      } else {
        physical.jdbc.setAutoCommit(arguments != null && Boolean.TRUE.equals(arguments[0]));
      }
      return true;
    }

    private Object perform(String name, Effects.Effect<Object, SQLException> effect)
        throws SQLException {
      return effects.perform(
          name,
          effect,
          fate -> {
            if (fate == Fate.DEADLOCK) {
              physical.jdbc.rollback();
              throw new SQLTransactionRollbackException(
                  "a deadlock, says the schedule", "40001", DEADLOCK_ERROR);
            }
            cut();
            throw lost();
          });
    }

    private void usable() throws SQLException {
      if (effects.isDead()) {
        throw new ServerDied();
      }
      if (isCut) {
        throw lost();
      }
    }

    private static SQLException lost() {
      return new SQLRecoverableException("the connection is gone, says the schedule", "08S01");
    }

    private void rollBack() throws SQLException {
      usable();
      perform(
          "rollback",
          () -> {
            physical.jdbc.rollback();
            return true;
          });
      ends();
    }

    private void begins() {
      inTransaction = true;
      effects.transactionBegins();
    }

    private void ends() {
      if (inTransaction) {
        inTransaction = false;
        effects.transactionEnds();
      }
    }

    private void cut() {
      if (isCut) {
        return;
      }
      isCut = true;
      ends();
      try {
        Lane.this.cut(physical);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void close() throws SQLException {
      if (isClosed) {
        return;
      }
      isClosed = true;
      effects.closed(cutting);
      ends();
      if (isCut) {
        return;
      }
      if (!physical.jdbc.getAutoCommit()) {
        physical.jdbc.rollback();
        physical.jdbc.setAutoCommit(true);
      }
      if (isolated) {
        physical.jdbc.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      }
      idle.push(physical);
    }

    private static @Nullable Object call(
        Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }
}
