package io.gamekeeper.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MariaDbEngineTest {
  @TempDir Path folder;

  @Test
  void aKilledServerComesBackAtItsPortWithWhatItHadCommittedAndSoDoesALaterEngine()
      throws SQLException {
    try (MariaDbEngine engine = new MariaDbEngine(folder)) {
      engine.start();
      int port = engine.port();
      createOwner(engine);
      Connection connection = engine.connect("owner", "secret", "game");
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE wallets (player VARCHAR(20) PRIMARY KEY, gold BIGINT)");
        statement.execute("INSERT INTO wallets VALUES ('ann', 7)");
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO wallets VALUES ('bob', 9)");
      }

      engine.kill();

      connection.abort(Runnable::run);
      assertThat(engine.isRunning()).isFalse();
      assertThatThrownBy(() -> engine.connect("owner", "secret", "game"))
          .isInstanceOf(SQLException.class);

      engine.start();

      assertThat(engine.port()).isEqualTo(port);
      assertThat(strings(engine, "SELECT player FROM wallets")).containsExactly("ann");
    }
    try (MariaDbEngine later = new MariaDbEngine(folder)) {
      later.start();

      assertThat(strings(later, "SELECT gold FROM wallets")).containsExactly("7");
    }
  }

  @Test
  void itIsAsDurableAndStrictAsRdsAndLetsNobodyInWithoutAPassword() throws SQLException {
    try (MariaDbEngine engine = new MariaDbEngine(folder)) {
      engine.start();
      createOwner(engine);

      assertThat(
              strings(
                  engine,
                  "SELECT CONCAT_WS(' ', @@innodb_flush_log_at_trx_commit, @@sync_binlog,"
                      + " @@log_bin, @@tx_isolation, @@character_set_server, @@time_zone)"))
          .containsExactly("1 1 ON READ-COMMITTED utf8mb4 +00:00");
      assertThat(strings(engine, "SELECT @@sql_mode").getFirst())
          .contains("STRICT_TRANS_TABLES", "ONLY_FULL_GROUP_BY");
      assertThat(strings(engine, "SELECT User FROM mysql.user WHERE User NOT IN ('mariadb.sys')"))
          .containsExactlyInAnyOrder("stage", "owner");
      for (String stranger : List.of("", "root", "owner", "stage")) {
        assertThatThrownBy(() -> engine.connect(stranger, "", ""))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("Access denied");
      }
    }
  }

  @Test
  void firstStartsSideBySideUnpackTheProgramOnceAndAllGetAWholeOne() throws Exception {
    Path caches = folder.resolve("caches");
    // What an unpacking that was broken off leaves behind.
    Files.createDirectories(caches.resolve("mariadb-11.4.5.unfinished/bin"));
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<MariaDbBinaries> unpack = () -> MariaDbBinaries.unpacked(caches);

      for (Future<MariaDbBinaries> unpacked : threads.invokeAll(List.of(unpack, unpack))) {
        MariaDbBinaries binaries = unpacked.get();

        assertThat(binaries.program()).isExecutable();
        assertThat(Files.size(binaries.program())).isGreaterThan(10_000_000);
        assertThat(binaries.share().resolve("english/errmsg.sys")).isNotEmptyFile();
      }
    }
    try (var left = Files.list(caches)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("mariadb-11.4.5", "mariadb-11.4.5.lock");
    }
  }

  @Test
  void theServerDiesWithTheJvmThatStartedItEvenIfThatIsKilled() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                MariaDbHost.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int port;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      port = Integer.parseInt(output.readLine());
      connect(port);
    } finally {
      jvm.destroyForcibly();
    }

    // The kernel closes the pipe some time after the kill; the watchdog then needs a moment.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class));
  }

  private static void connect(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private static void createOwner(MariaDbEngine engine) {
    engine.administer(
        List.of(
            "CREATE DATABASE IF NOT EXISTS game",
            "CREATE USER IF NOT EXISTS 'owner'@'%' IDENTIFIED BY 'secret'",
            "GRANT ALL ON *.* TO 'owner'@'%'"));
  }

  private static List<String> strings(MariaDbEngine engine, String sql) throws SQLException {
    try (Connection connection = engine.connect("owner", "secret", "game");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
