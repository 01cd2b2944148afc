package io.gamekeeper.insight.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.insight.Books;
import io.gamekeeper.insight.Collector;
import io.gamekeeper.insight.Day;
import io.gamekeeper.insight.Figures;
import io.gamekeeper.insight.MetricSink;
import io.gamekeeper.insight.OtherRunException;
import io.gamekeeper.insight.Point;
import io.gamekeeper.insight.PurchaseEvent;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import io.gamekeeper.platform.session.RedisSessionFeed;
import io.gamekeeper.testing.LocalRedis;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The collector on a real Redis and a real DynamoDB. */
final class CollectionTest {
  private static final String TABLE = "figures";
  private static final int PLAYERS = 150;
  private static final int PURCHASES = 60;

  @TempDir private static Path folder;
  private static LocalRedis redis;
  private static AmazonDynamoDBLocal local;

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-06-01T12:00:00Z"));
  private final List<Point> taken = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    redis = new LocalRedis(folder.resolve("redis"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> redis.text("CLUSTER", "INFO").contains("cluster_state:ok"));
    local = DynamoDBEmbedded.create(true);
    local
        .dynamoDbClient()
        .createTable(
            table ->
                table
                    .tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        attribute(PlayerFiguresTable.PARTITION_KEY),
                        attribute(PlayerFiguresTable.SORT_KEY))
                    .keySchema(
                        key(PlayerFiguresTable.PARTITION_KEY, KeyType.HASH),
                        key(PlayerFiguresTable.SORT_KEY, KeyType.RANGE)));
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  @AfterAll
  static void stop() throws IOException {
    redis.close();
    local.shutdownNow();
  }

  private final class Taking implements MetricSink {
    @Override
    public int mostPoints() {
      return 1_000;
    }

    @Override
    public long mostBytes() {
      return 1_000_000;
    }

    @Override
    public long bytes(Point point) {
      return 100;
    }

    @Override
    public void send(List<Point> points) {
      taken.addAll(points);
    }
  }

  @Test
  void whatServersReportAndStoresSellIsCountedOnceAndKept() {
    DynamoDbClient dynamo = local.dynamoDbClient();
    try (JedisRedisConnection connection =
        new JedisRedisConnection("127.0.0.1", redis.port(), Security.PLAIN, 2)) {
      DynamoBooks books = new DynamoBooks(dynamo, TABLE, time);
      Collector collector =
          new Collector(new RedisSessionFeed(connection), books, books, new Taking(), time);
      collector.run(() -> true);
      String now = Long.toString(time.instant().toEpochMilli());
      for (int i = 0; i < PLAYERS; i++) {
        String player = "player" + i;
        redis.command("XADD", SessionStream.KEY, "*", "player", player, "at", now);
        redis.command(
            "XADD", SessionStream.KEY, "*", "player", player, "at", now, "length", "30000");
      }
      redis.command("XADD", SessionStream.KEY, "*", "nonsense", "1");
      for (int i = 0; i < PURCHASES; i++) {
        for (int delivery = 0; delivery < 2; delivery++) {
          books.put(new PurchaseEvent(now + "#" + i, "p" + i, 0, "EUR", true, 250, time.instant()));
        }
      }
      time.advance(Duration.ofMinutes(5));

      Collector.Report report = collector.run(() -> true);
      assertThat(report.events()).isEqualTo(2 * PLAYERS + PURCHASES);
      books.put(new PurchaseEvent(now + "#0", "p0", 0, "EUR", true, 250, time.instant()));
      time.advance(Duration.ofMinutes(5));
      collector.run(() -> true);

      assertThat(sum(GameMetric.NEW_PLAYER_REGISTRATIONS)).isEqualTo(PLAYERS);
      assertThat(sum(GameMetric.TRANSACTION_VOLUME)).isEqualTo(PURCHASES);
      assertThat(sum(GameMetric.AVERAGE_SESSION_DURATION)).isEqualTo(PLAYERS * 30.0);
      Figures kept = books.figures().orElseThrow();
      assertThat(kept.days().getOrDefault(LocalDate.parse("2026-06-01"), new Day()).active())
          .isEqualTo(PLAYERS);
      assertThat(books.oldest(10)).isEmpty();
      assertThat(books.players(Set.of("player1", "nobody")).keySet()).containsExactly("player1");

      assertThatThrownBy(() -> books.keep(kept, kept.version() - 1, Books.Changes.NONE))
          .isInstanceOf(OtherRunException.class);
      assertThatThrownBy(
              () ->
                  books.keep(
                      kept, kept.version() - 1, new Books.Changes(Map.of(), Map.of(), Set.of("x"))))
          .isInstanceOf(OtherRunException.class);
    }
  }

  private double sum(GameMetric metric) {
    return taken.stream().filter(point -> point.metric() == metric).mapToDouble(Point::sum).sum();
  }
}
