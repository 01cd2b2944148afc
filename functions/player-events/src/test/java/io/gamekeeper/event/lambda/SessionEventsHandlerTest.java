package io.gamekeeper.event.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.contract.event.SessionEventsEnvironment;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.event.queue.EventCodec;
import io.gamekeeper.event.queue.FakeSqs;
import io.gamekeeper.event.store.RedisSessionPosition;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.testing.LocalRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The function on a real Redis. */
final class SessionEventsHandlerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String QUEUE = "https://sqs/arriving";
  private static final int FULL = 30;

  @TempDir private static Path folder;
  private static LocalRedis redis;
  private static JedisRedisConnection connection;

  private final FakePlatform platform = new FakePlatform();
  private final FakeSqs sqs = new FakeSqs();
  private final Output output = new Output();
  private final SessionEventsHandler handler = handler();

  @BeforeAll
  static void start() throws IOException {
    redis = new LocalRedis(folder.resolve("redis"));
    awaitCluster();
    connection = new JedisRedisConnection("127.0.0.1", redis.port(), Security.PLAIN, 2);
  }

  private static void awaitCluster() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> redis.text("CLUSTER", "INFO").contains("cluster_state:ok"));
  }

  @AfterAll
  static void stop() throws IOException {
    connection.close();
    redis.close();
  }

  @BeforeEach
  void begin() {
    redis.command("FLUSHALL");
  }

  @AfterEach
  void end() {
    output.close();
  }

  private SessionEventsHandler handler() {
    platform.variables.putAll(
        new SessionEventsEnvironment(
                "redis", 6379, new EventQueueEnvironment(QUEUE, "https://sqs/ordered.fifo", FULL))
            .toMap());
    platform.clients.put(SqsClient.class, sqs);
    platform.redis = connection;
    return new SessionEventsHandler(platform);
  }

  @Test
  void whatServersReportIsInTheQueueOnceAndInItsOrder() {
    String login = begins("ann");
    redis.command("XADD", SessionStream.KEY, "*", "nonsense", "1");
    String logout = ends("ann", 90_500);

    assertThat(run()).isEqualTo(Map.of("queued", 2, "rejected", 0));
    assertThat(run()).isEqualTo(Map.of("queued", 0, "rejected", 0));

    assertThat(queued())
        .extracting(
            event -> event.id() + " " + event.type().typeName() + " " + event.data().toString())
        .containsExactly(
            "session-" + login + " login {}",
            "session-" + logout + " logout {\"duration_seconds\":90.5}");
    assertThat(redis.text("GET", SessionStream.QUEUED)).isEqualTo(logout);
  }

  @Test
  void manyReportsAreReadStepByStep() {
    for (int i = 0; i < 250; i++) {
      begins("player" + i);
    }

    assertThat(run()).isEqualTo(Map.of("queued", 250, "rejected", 0));

    assertThat(queued()).extracting(PlayerEvent::id).hasSize(250).doesNotHaveDuplicates();
    assertThat(queued().getFirst().player()).isEqualTo("player0");
    assertThat(queued().getLast().player()).isEqualTo("player249");
  }

  @Test
  void whatTheQueueDoesNotTakeStaysInTheStream() {
    begins("ann");
    sqs.away.add("/arriving");
    assertThatThrownBy(this::run).hasMessageContaining("does not confirm");

    sqs.away.clear();
    for (int i = 0; i < FULL; i++) {
      sqs.sendMessage(message -> message.queueUrl(QUEUE).messageBody("another's"));
    }
    platform.time.advance(Duration.ofMinutes(1));
    assertThatThrownBy(this::run).hasMessageContaining("full");

    assertThat(redis.text("GET", SessionStream.QUEUED)).isEmpty();
    while (!sqs.bodies(QUEUE).isEmpty()) {
      sqs.receiveMessage(receive -> receive.queueUrl(QUEUE).maxNumberOfMessages(10));
    }
    platform.time.advance(Duration.ofMinutes(1));
    assertThat(run()).isEqualTo(Map.of("queued", 1, "rejected", 0));
  }

  @Test
  void reportsThatLeftTheStreamUnreadAreMeasuredOnce() {
    begins("ann");
    run();
    assertThat(gaps()).isEqualTo("0");
    begins("bob");
    begins("eve");
    redis.command("XTRIM", SessionStream.KEY, "MAXLEN", "1");

    run();
    assertThat(gaps()).isEqualTo("1");
    run();
    assertThat(gaps()).isEqualTo("0");
    assertThat(queued()).extracting(PlayerEvent::player).containsExactly("ann", "eve");
  }

  private String gaps() {
    String line =
        output.lines().stream()
            .filter(each -> each.contains("SessionEventGaps"))
            .toList()
            .getLast();
    return line.replaceFirst(".*\"SessionEventGaps\":(\\d+).*", "$1");
  }

  @Test
  void aRunThatIsBehindMovesNothing() {
    RedisSessionPosition position = new RedisSessionPosition(connection);
    assertThat(position.get()).isEqualTo("0-0");
    assertThat(position.move("0-0", "5-0")).isTrue();
    assertThat(position.move("5-0", "9-0")).isTrue();

    assertThat(position.move("0-0", "7-0")).isFalse();
    assertThat(position.move("5-0", "6-0")).isFalse();
    assertThat(position.get()).isEqualTo("9-0");
  }

  @Test
  void aRunWithoutRedisFailsAndTheNextOneGoesOn() throws IOException {
    begins("ann");
    redis.stop();
    assertThatThrownBy(this::run).isInstanceOf(RedisUnavailableException.class);

    // It comes back empty, position and all, as after the loss of a shard.
    redis.restart();
    awaitCluster();
    begins("bob");
    await()
        .atMost(PATIENCE)
        .ignoreException(RedisUnavailableException.class)
        .until(() -> run().equals(Map.of("queued", 1, "rejected", 0)));

    assertThat(queued()).extracting(PlayerEvent::player).containsExactly("bob");
  }

  private Map<String, Object> run() {
    return handler.handleRequest(Map.of(), platform.invocation(TimeLimit.TICK));
  }

  /** Reports a login as of now and returns its entry's id. */
  private static String begins(String player) {
    return added("player", player);
  }

  private static String ends(String player, long length) {
    return added("player", player, "length", Long.toString(length));
  }

  /** Appends an entry with that, which happened at this moment by Redis' clock. */
  private static String added(String... fields) {
    String seconds = text(((List<?>) redis.command("TIME")).getFirst());
    List<String> arguments = new ArrayList<>(List.of(SessionStream.KEY, "*"));
    arguments.addAll(List.of("at", seconds + "000"));
    arguments.addAll(List.of(fields));
    return text(redis.command("XADD", arguments.toArray(String[]::new)));
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, StandardCharsets.UTF_8);
  }

  private List<PlayerEvent> queued() {
    return sqs.bodies(QUEUE).stream()
        .flatMap(body -> EventCodec.read(body).events().stream())
        .toList();
  }
}
