package io.gamekeeper.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.engine.Supervisor.State;
import io.gamekeeper.local.observe.ErrorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

@Timeout(120)
final class SupervisorTest {
  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMillis(50),
          Duration.ofSeconds(1));

  private final ErrorLog errors = new ErrorLog(InstantSource.system());
  private final Path folder;
  private final RedisEngine engine;
  private final Supervisor supervisor;

  SupervisorTest(@TempDir Path folder) {
    this.folder = folder;
    this.engine = new RedisEngine(folder, Durability.KEPT);
    this.supervisor = Supervisor.of(engine, FAST, InstantSource.system(), errors);
  }

  @BeforeEach
  void start() {
    assertThat(supervisor.health().state()).isEqualTo(State.STOPPED);
    engine.start();
    awaitState(State.RUNNING);
  }

  @AfterEach
  void close() {
    supervisor.close();
    engine.close();
  }

  @Test
  void aKilledServerComesBackAtItsPortWithItsDataAndIsToldOf() throws IOException {
    int port = engine.port();
    set("board", "42");
    long pid = engine.pid().orElseThrow();

    // By somebody else, as a lack of memory would.
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    await().until(() -> engine.pid().orElse(pid) != pid && engine.isRunning());
    awaitState(State.RUNNING);
    assertThat(engine.port()).isEqualTo(port);
    assertThat(get("board")).isEqualTo("42");
    assertThat(errors.newest())
        .anySatisfy(
            error -> {
              assertThat(error.logicalId()).isEqualTo("Redis");
              assertThat(error.message()).contains("its process ended");
            });
  }

  @Test
  void anOutageLastsAsLongAsItIsAskedToAndAnEarlierStartEndsIt() {
    supervisor.crash(Duration.ofHours(1));

    awaitState(State.DOWN);
    assertThat(supervisor.health().reason()).contains("3600 s");
    assertThat(engine.isRunning()).isFalse();

    engine.start();

    awaitState(State.RUNNING);
  }

  @Test
  void whatIsStoppedOnPurposeStaysDown() {
    engine.stop();

    assertThat(supervisor.health().state()).isEqualTo(State.STOPPED);
    await()
        .during(Duration.ofMillis(500)) // ten times what a dead one stays away
        .atMost(Duration.ofSeconds(10))
        .until(() -> !engine.isRunning() && supervisor.health().state() == State.STOPPED);
    assertThat(errors.newest()).isEmpty();
  }

  @Test
  void aHungServerIsToldOfAndReplaced() throws Exception {
    long pid = engine.pid().orElseThrow();

    signal("STOP", pid);

    awaitState(State.SILENT);
    await().until(() -> engine.pid().orElse(pid) != pid && engine.isRunning());
    awaitState(State.RUNNING);
    assertThat(errors.newest())
        .anySatisfy(error -> assertThat(error.message()).contains("did not answer"));
  }

  @Test
  void aServerThatCannotStartIsTriedEverMoreSeldomAndIsBackWhenItCan() throws Exception {
    // A folder in its configuration's place: no start can write that.
    engine.crash();
    Path configuration = folder.resolve("redis.conf");
    Files.deleteIfExists(configuration);
    Files.createDirectories(configuration.resolve("in-the-way"));

    await()
        .untilAsserted(
            () -> assertThat(supervisor.health().reason()).contains("cannot be started", "time"));

    Files.delete(configuration.resolve("in-the-way"));
    Files.delete(configuration);

    awaitState(State.RUNNING);
    assertThat(FAST.restartAfter(1)).isEqualTo(Duration.ofMillis(50));
    assertThat(FAST.restartAfter(3)).isEqualTo(Duration.ofMillis(200));
    assertThat(FAST.restartAfter(60)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void anEndReachesAServerThatIsBeingBroughtBack() {
    long pid = engine.pid().orElseThrow();
    engine.crash();
    await().until(() -> engine.pid().orElse(pid) != pid);

    supervisor.close();
    engine.close();

    await().until(() -> !engine.isRunning());
    assertThat(ProcessHandle.current().descendants().map(child -> child.info().command()))
        .noneMatch(command -> command.orElse("").startsWith(folder.toString()));
  }

  private void awaitState(State state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(supervisor.health().state()).isEqualTo(state));
  }

  private void set(String key, String value) {
    try (Jedis connection = connect()) {
      connection.configSet("appendfsync", "always");
      connection.set(key, value);
    }
  }

  private String get(String key) {
    try (Jedis connection = connect()) {
      return connection.get(key);
    }
  }

  private Jedis connect() {
    return new Jedis(
        engine.host(),
        engine.port(),
        DefaultJedisClientConfig.builder().password(engine.password()).build());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder(List.of("kill", "-s", name, Long.toString(pid))).start().waitFor())
        .isZero();
  }
}
