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
      try (Jedis connection = new Jedis(engine.host(), port)) {
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
      assertThatThrownBy(() -> get(port)).isInstanceOf(JedisConnectionException.class);

      engine.start();

      assertThat(engine.port()).isEqualTo(port);
      assertThat(get(port)).isEqualTo("42");
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
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      port = Integer.parseInt(output.readLine());
      assertThat(get(port)).isNull();
    } finally {
      jvm.destroyForcibly();
    }

    // The kernel closes the pipe some time after the kill; the watchdog then needs a moment.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThatThrownBy(() -> get(port)).isInstanceOf(JedisConnectionException.class));
  }

  private static String get(int port) {
    try (Jedis connection = new Jedis("127.0.0.1", port)) {
      return connection.get("board");
    }
  }
}
