package io.gamekeeper.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisConnection.ScriptCall;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisScriptException;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import io.gamekeeper.testing.LocalRedis;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

final class JedisRedisConnectionTest {
  private static final RedisScript ADD =
      RedisScript.of("add", "return redis.call('INCRBY', KEYS[1], ARGV[1])");
  private static final RedisScript SHAPES =
      RedisScript.of("shapes", "return {1, 'text', {2, false}}");
  private static final RedisScript BROKEN =
      RedisScript.of("broken", "return redis.call('INCRBY', KEYS[1], 'x')");

  @TempDir static Path folder;
  private static LocalRedis redis;
  private static JedisRedisConnection connection;

  @BeforeAll
  static void start() throws IOException {
    redis = new LocalRedis(folder.resolve("redis"));
    connection = new JedisRedisConnection("127.0.0.1", redis.port(), Security.PLAIN, 4);
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(RedisUnavailableException.class)
        .until(() -> connection.run(ADD, List.of("ready"), List.of("1")) != null);
  }

  @AfterAll
  static void stop() throws IOException {
    connection.close();
    redis.close();
  }

  @Test
  void aScriptThatTheServerForgotIsLoadedAgain() {
    connection.run(ADD, List.of("flushed"), List.of("1"));
    redis.command("SCRIPT", "FLUSH");

    Object reply = connection.run(ADD, List.of("flushed"), List.of("1"));

    assertThat(reply).isEqualTo(2L);
  }

  @Test
  void repliesAreLongsBytesListsAndNulls() {
    Object reply = connection.run(SHAPES, List.of("any"), List.of());

    List<?> parts = (List<?>) Objects.requireNonNull(reply);
    assertThat(parts.get(0)).isEqualTo(1L);
    assertThat((byte[]) parts.get(1)).isEqualTo("text".getBytes(StandardCharsets.UTF_8));
    List<?> inner = (List<?>) Objects.requireNonNull(parts.get(2));
    assertThat(inner.get(0)).isEqualTo(2L);
    assertThat(inner.get(1)).isNull();
  }

  @Test
  void manyRunsComeBackInTheirOrderAcrossSlotsAndBatches() {
    redis.command("SCRIPT", "FLUSH");
    List<ScriptCall> calls = new ArrayList<>();
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      calls.add(new ScriptCall(List.of("many{" + i % 3 + "}"), List.of("1")));
      expected.add((long) (i / 3 + 1));
    }

    List<?> replies = connection.runAll(ADD, calls);

    assertThat(replies).isEqualTo(expected);
  }

  @Test
  void aMistakeInAScriptIsNoFaultOfTheNetwork() {
    assertThatThrownBy(() -> connection.run(BROKEN, List.of("broken"), List.of()))
        .isInstanceOf(RedisScriptException.class)
        .hasMessageContaining("broken")
        .hasMessageContaining("not an integer");
    assertThatThrownBy(
            () -> connection.runAll(BROKEN, List.of(new ScriptCall(List.of("b"), List.of()))))
        .isInstanceOf(RedisScriptException.class);
  }

  @Test
  void keysOfDifferentSlotsAreRefusedAsOnAnyCluster() {
    assertThatThrownBy(() -> connection.run(ADD, List.of("one", "other"), List.of("1")))
        .isInstanceOf(RedisScriptException.class)
        .hasMessageContaining("CROSSSLOT");
  }

  @Test
  void aBusyServerIsUnavailableAndNotABug() throws IOException, InterruptedException {
    RedisScript endless = RedisScript.of("endless", "while true do end");
    redis.command("CONFIG", "SET", "lua-time-limit", "50");
    JedisRedisConnection other =
        new JedisRedisConnection("127.0.0.1", redis.port(), Security.PLAIN, 1);
    other.ping();

    assertThatThrownBy(() -> connection.run(endless, List.of("e"), List.of()))
        .isInstanceOf(RedisUnavailableException.class);
    assertThatThrownBy(() -> other.run(ADD, List.of("e"), List.of("1")))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("BUSY");
    redis.command("SCRIPT", "KILL");
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreException(RedisUnavailableException.class)
        .untilAsserted(connection::ping);
    other.close();
  }

  @ParameterizedTest
  @CsvSource({"min-replicas-to-write, 1, 0", "maxmemory, 1, 0"})
  void aServerThatRefusesWritesIsUnavailableAndNotABug(String setting, String bad, String good) {
    redis.command("CONFIG", "SET", setting, bad);
    try {
      assertThatThrownBy(() -> connection.run(ADD, List.of("refused"), List.of("1")))
          .isInstanceOf(RedisUnavailableException.class);
      assertThatThrownBy(
              () ->
                  connection.runAll(ADD, List.of(new ScriptCall(List.of("refused"), List.of("1")))))
          .isInstanceOf(RedisUnavailableException.class);
    } finally {
      redis.command("CONFIG", "SET", setting, good);
    }
  }

  @Test
  void aServerWithTooManyClientsIsUnavailableAndNotABug() {
    try (JedisRedisConnection other =
            new JedisRedisConnection("127.0.0.1", redis.port(), Security.PLAIN, 1);
        Connection control = new Connection(new HostAndPort("127.0.0.1", redis.port()))) {
      other.ping();
      control.executeCommand(
          new CommandArguments(Command.CONFIG).add("SET").add("maxclients").add(1));
      control.executeCommand(
          new CommandArguments(Command.CLIENT).add("KILL").add("TYPE").add("normal"));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> other.run(ADD, List.of("crowd"), List.of("1")))
            .isInstanceOf(RedisUnavailableException.class);
      }
      control.executeCommand(
          new CommandArguments(Command.CONFIG).add("SET").add("maxclients").add(1000));
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .ignoreException(RedisUnavailableException.class)
        .untilAsserted(connection::ping);
  }

  @Test
  void aServerThatComesBackOnTheSamePortIsFoundAgain() throws IOException {
    for (int i = 0; i < 3; i++) {
      connection.ping();
    }

    redis.stop();
    long began = System.nanoTime();
    assertThatThrownBy(connection::ping).isInstanceOf(RedisUnavailableException.class);
    assertThatThrownBy(() -> connection.run(ADD, List.of("down"), List.of("1")))
        .isInstanceOf(RedisUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    redis.restart();

    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(RedisUnavailableException.class)
        .untilAsserted(
            () -> assertThat(connection.run(ADD, List.of("up"), List.of("1"))).isNotNull());
  }

  @Test
  void aServerThatNeverAnswersTimesOut() throws IOException {
    try (ServerSocket silent = new ServerSocket(0);
        JedisRedisConnection waiting =
            new JedisRedisConnection("127.0.0.1", silent.getLocalPort(), Security.PLAIN, 1)) {
      long began = System.nanoTime();

      assertThatThrownBy(waiting::ping).isInstanceOf(RedisUnavailableException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(RedisConnection.LONGEST_CALL);
    }
  }

  @Test
  void itsTimeOutsAddUpToNoMoreThanACallMayTake() {
    Duration toAConnection =
        JedisRedisConnection.READ_TIMEOUT.plus(JedisRedisConnection.CONNECT_TIMEOUT);
    Duration command = JedisRedisConnection.READ_TIMEOUT;
    Duration askingTheCluster =
        JedisRedisConnection.CONNECT_TIMEOUT.plus(JedisRedisConnection.READ_TIMEOUT);

    assertThat(toAConnection.plus(command).plus(askingTheCluster))
        .isLessThanOrEqualTo(RedisConnection.LONGEST_CALL);
  }

  @Test
  void afterDisconnectingTheNextCallConnectsAnew() {
    connection.ping();
    connection.disconnect();

    assertThat(connection.run(ADD, List.of("anew"), List.of("1"))).isEqualTo(1L);
  }
}
