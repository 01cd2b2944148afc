package io.gamekeeper.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

final class RedisEngineTest {
  @TempDir Path folder;

  @Test
  void aKilledServerComesBackAtItsPortWithItsKeptDataAndRefusesScriptsAcrossSlots() {
    try (RedisEngine engine = new RedisEngine(folder, Durability.KEPT)) {
      engine.start();
      int port = engine.port();
      String password = engine.password();
      try (Jedis connection = connect(port, password)) {
        connection.set("board", "42");
        // A second key makes sure that the first has been written: the log is synced per command.
        connection.configSet("appendfsync", "always");
        connection.set("other", "1");
        assertThatThrownBy(() -> connection.eval("return 1", List.of("a", "b"), List.of()))
            .isInstanceOf(JedisDataException.class)
            .hasMessageContaining("CROSSSLOT");
      }

      engine.kill();

      assertThat(engine.isRunning()).isFalse();
      assertThatThrownBy(() -> get(port, password)).isInstanceOf(JedisConnectionException.class);

      engine.start();

      assertThat(engine.port()).isEqualTo(port);
      assertThat(get(port, password)).isEqualTo("42");
    }
  }

  @Test
  void nobodyGetsInWithoutThePasswordWhichNoArgumentShows() {
    try (RedisEngine engine = new RedisEngine(folder, Durability.TEMPORARY)) {
      engine.start();

      try (Jedis stranger = new Jedis(engine.host(), engine.port())) {
        assertThatThrownBy(() -> stranger.get("board")).hasMessageContaining("NOAUTH");
      }
      assertThatThrownBy(() -> get(engine.port(), "guess")).hasMessageContaining("WRONGPASS");
      assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info))
          .noneMatch(info -> info.commandLine().orElse("").contains(engine.password()));
    }
  }

  @Test
  void settingsOutliveTheProcess() {
    try (RedisEngine engine = new RedisEngine(folder, Durability.TEMPORARY)) {
      engine.start();
      engine.configure("maxmemory-policy", "noeviction");
      engine.configure("maxmemory", "123456789");

      engine.kill();
      engine.start();

      try (Jedis connection = connect(engine.port(), engine.password())) {
        assertThat(connection.configGet("maxmemory")).containsEntry("maxmemory", "123456789");
      }
    }
  }

  @Test
  void theServerDiesWithTheJvmThatStartedItEvenIfThatIsKilled() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RedisHost.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int port;
    String password;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      port = Integer.parseInt(output.readLine());
      password = output.readLine();
      assertThat(get(port, password)).isNull();
    } finally {
      jvm.destroyForcibly();
    }

    // The kernel closes the pipe some time after the kill; the watchdog then needs a moment.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> get(port, password))
                    .isInstanceOf(JedisConnectionException.class));
  }

  private static String get(int port, String password) {
    try (Jedis connection = connect(port, password)) {
      return connection.get("board");
    }
  }

  private static Jedis connect(int port, String password) {
    return new Jedis(
        "127.0.0.1", port, DefaultJedisClientConfig.builder().password(password).build());
  }
}
