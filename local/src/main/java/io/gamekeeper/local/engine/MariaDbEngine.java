package io.gamekeeper.local.engine;

import com.mysql.cj.jdbc.Driver;
import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.process.GuardedProcess;
import io.gamekeeper.platform.DatabaseLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A MariaDB server in place of RDS MySQL 8.4, at the loopback interface. Committed data is on disk,
 * in its folder, as on RDS. It serves about a second after its start; the first start on a machine
 * takes some seconds.
 */
public final class MariaDbEngine extends ServerEngine {
  private static final String ADMINISTRATOR = "stage";

  /** A table that is written to check that commits end, like the {@code rds_heartbeat2} of RDS. */
  private static final String HEARTBEAT =
      "REPLACE INTO mysql.stage_heartbeat VALUES (1, CURRENT_TIMESTAMP(6))";

  private static final String CLIENTS =
      "SELECT COUNT(*) FROM information_schema.processlist"
          + " WHERE user NOT IN ('stage', 'system user', 'event_scheduler', 'unauthenticated user')";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration BOOTSTRAP_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  /** The scripts that create MariaDB's own tables. */
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql");

  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  private static final List<String> SETTINGS =
      List.of(
          "--bind-address=" + HOST,
          "--skip-name-resolve",
          // Otherwise it generates a key at each start, which takes seconds.
          "--ssl=0",
          // Relative to the data folder: an absolute path is too long for a socket's address.
          "--socket=mariadb.sock",
          "--pid-file=mariadb.pid",
          // As durable as RDS; one lost commit would be lost money.
          "--innodb-flush-log-at-trx-commit=1",
          "--sync-binlog=1",
          "--log-bin=binlog",
          "--binlog-format=ROW",
          "--max-binlog-size=16M",
          "--max-binlog-total-size=64M",
          "--max-connections=200",
          // Written if the settings switch it on; relative to the data folder.
          "--slow-query-log-file=slow.log",
          // The defaults of MySQL 8.4 on RDS.
          "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
              + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
          "--character-set-server=utf8mb4",
          "--collation-server=utf8mb4_0900_ai_ci",
          "--default-time-zone=+00:00",
          "--transaction-isolation=READ-COMMITTED");

  private final String password = UUID.randomUUID().toString();
  private final Map<String, String> settings = new LinkedHashMap<>();

  /**
   * Creates an engine that is not started yet.
   *
   * @param folder for the log and the data; created if absent. Data that is there already is
   *     served.
   */
  public MariaDbEngine(Path folder) {
    super("MariaDB", "mariadbd", folder, "mariadb.log");
  }

  /** Returns the file of slow statements, which is there if the settings switch it on. */
  public Path slowQueryLog() {
    return data().resolve("slow.log");
  }

  private Path data() {
    return folder().resolve("data");
  }

  @Override
  int freePort() throws IOException {
    try (ServerSocket candidate = new ServerSocket()) {
      candidate.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return candidate.getLocalPort();
    }
  }

  /** Creates the complete data folder, or none. */
  @Override
  void prepare() throws IOException {
    MariaDbBinaries binaries = MariaDbBinaries.unpacked();
    if (Files.isDirectory(data())) {
      return;
    }
    // The remains of a start that was interrupted, or found the disk full, are as large as the
    // whole.
    Path unfinished = folder().resolve("unfinished");
    Folders.delete(unfinished);
    Files.createDirectory(unfinished);
    List<String> command = command(binaries, unfinished);
    command.add("--bootstrap");
    Path script = folder().resolve("bootstrap.sql");
    Files.writeString(
        script, "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n");
    for (String tables : SYSTEM_TABLES) {
      Files.write(
          script, Files.readAllBytes(binaries.share().resolve(tables)), StandardOpenOption.APPEND);
    }
    // Nobody may log in yet: neither without a name nor without a password.
    Files.writeString(
        script,
        "DELETE FROM global_priv WHERE User IN ('', 'root');\nDELETE FROM proxies_priv;\n",
        StandardOpenOption.APPEND);
    Process bootstrap =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(script.toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    try {
      if (!bootstrap.waitFor(BOOTSTRAP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          || bootstrap.exitValue() != 0) {
        throw new EngineException("mariadbd cannot make its tables; its log is " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while mariadbd made its tables", e);
    } finally {
      bootstrap.destroyForcibly();
    }
    Files.delete(script);
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<String> command(MariaDbBinaries binaries, Path data) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.program().toString(),
                "--no-defaults",
                "--datadir=" + data,
                // Its own: a server that starts removes what it takes for its temporary tables.
                "--tmpdir=" + data.toAbsolutePath().getParent(),
                "--innodb-log-file-size=32M",
                "--lc-messages-dir=" + binaries.share(),
                "--character-sets-dir=" + binaries.share().resolve("charsets")));
    if (System.getProperty("user.name").equals("root")) {
      // Without it, mariadbd refuses to run as root.
      command.add("--user=root");
    }
    return command;
  }

  /** Starts a server with this engine as its administrator. */
  @Override
  GuardedProcess launch() throws IOException {
    MariaDbBinaries binaries = MariaDbBinaries.unpacked();
    Path users = folder().resolve("administrator.sql");
    PrivateFiles.write(
        users,
        """
        SET SESSION sql_log_bin = 0;
        CREATE OR REPLACE USER '%1$s'@'%2$s' IDENTIFIED BY '%3$s';
        GRANT ALL ON *.* TO '%1$s'@'%2$s' WITH GRANT OPTION;
        CREATE TABLE IF NOT EXISTS mysql.stage_heartbeat (id INT PRIMARY KEY, at TIMESTAMP(6));
        """
            .formatted(ADMINISTRATOR, HOST, password));
    List<String> command = command(binaries, data());
    command.addAll(SETTINGS);
    settings.forEach((variable, value) -> command.add("--" + variable + "=" + value));
    command.add("--port=" + port());
    command.add("--init-file=" + users);
    return GuardedProcess.start("mariadb", command, log());
  }

  /** Waits until the administrator can log in; returns false if the process ended. */
  @Override
  boolean serves(GuardedProcess started) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (started.isAlive()) {
      try (Connection administrator = connect(ADMINISTRATOR, password, "")) {
        if (administrator.isValid(1)) {
          Files.deleteIfExists(folder().resolve("administrator.sql"));
          return true;
        }
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          started.killAndWait();
          throw new EngineException("mariadbd does not answer; its log is " + log(), e);
        }
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return false;
  }

  private Connection administrator(Duration patience) throws SQLException {
    String millis = Long.toString(patience.toMillis());
    Properties limits = new Properties();
    limits.setProperty("connectTimeout", millis);
    limits.setProperty("socketTimeout", millis);
    return connect(ADMINISTRATOR, password, "mysql", limits);
  }

  /**
   * Returns how many connections users have, without the stage's own; empty if the server does not
   * answer.
   *
   * @param patience how long it may take to connect, and to answer
   */
  public OptionalInt clients(Duration patience) {
    try (Connection connection = administrator(patience);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery(CLIENTS)) {
      return count.next() ? OptionalInt.of(count.getInt(1)) : OptionalInt.empty();
    } catch (SQLException e) {
      return OptionalInt.empty();
    }
  }

  /** Tells whether a commit ends; a server without room still answers queries for long. */
  @Override
  public boolean answers(Duration patience) {
    try (Connection connection = administrator(patience);
        Statement statement = connection.createStatement()) {
      statement.execute(HEARTBEAT);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * Opens a connection as one of the server's users, with time-outs of seconds.
   *
   * @param database the default one; may be empty
   */
  public Connection connect(String user, String password, String database) throws SQLException {
    return connect(user, password, database, DatabaseLimits.PLAYERS);
  }

  /**
   * Returns a new connection as one of the server's users.
   *
   * @param database the default one; may be empty
   * @param limits of connecting and logging in
   */
  public Connection connect(String user, String password, String database, DatabaseLimits limits)
      throws SQLException {
    Properties properties = new Properties();
    limits.driverProperties().forEach(properties::setProperty);
    return connect(user, password, database, properties);
  }

  private Connection connect(String user, String password, String database, Properties properties)
      throws SQLException {
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslMode", "DISABLED");
    return Objects.requireNonNull(
        new Driver().connect("jdbc:mysql://" + HOST + ":" + port() + "/" + database, properties));
  }

  /**
   * Runs statements as the server's administrator.
   *
   * @throws EngineException if one fails; the message quotes the server
   */
  public void administer(List<String> statements) {
    try (Connection connection = connect(ADMINISTRATOR, password, "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new EngineException("MariaDB refuses: " + e.getMessage(), e);
    }
  }

  /**
   * Sets a global variable for new connections and over restarts, as a parameter group does.
   *
   * @throws EngineException if MariaDB does not know it or refuses the value
   */
  public synchronized void configure(String variable, String value) {
    boolean number = NUMBER.matcher(value).matches();
    administer(
        List.of(
            "SET GLOBAL "
                + variable
                + " = "
                + (number ? value : "'" + value.replace("'", "''") + "'")));
    settings.put(variable, value);
  }
}
