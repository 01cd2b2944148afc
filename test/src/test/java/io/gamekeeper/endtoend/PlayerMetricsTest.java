package io.gamekeeper.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.contract.SessionStream;
import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.appstore.Sold;
import io.gamekeeper.local.aws.autoscaling.InstanceView;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.Statistics;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Metrics of players and of the business, and the players' logs of events, against what the test
 * itself counts: players join, leave and buy on a stage whose clock leaps over midnight. Game
 * servers go by the machine's clock, which is ahead; what they report counts at the stage's moment.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PlayerMetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A server sends its figures once in a minute of the machine's. */
  private static final Duration A_MINUTE_AND_MORE = Duration.ofSeconds(150);

  private static final Duration TOKEN_LIFE = Duration.ofDays(3);
  private static final String NAMESPACE = "Gamekeeper/dev";

  /** Of the players of the week before, those who do not come back today, and those who do. */
  private static final int GONE = 5;

  private static final int BACK = 3;
  private static final int NEW = 4;

  /** The day before the machine's, so that the stage's clock is behind it. */
  private static LocalDate day;

  private static Instant lateInTheDay;
  private static Stage stage;
  private static Api api;

  @BeforeAll
  static void start() throws InterruptedException {
    day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    lateInTheDay =
        day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).minus(Duration.ofMinutes(10));
    Project project = Project.current();
    new Synthesis(project).refresh();
    stage =
        Stage.start(
            new StageOptions(
                project.root(),
                project.assembly(),
                StageOptions.DEV,
                0,
                Optional.empty(),
                StageTime.virtual(lateInTheDay, seeded())));
    api =
        new Api(
            URI.create("http://127.0.0.1:" + stage.port()),
            player -> stage.token(player, TOKEN_LIFE));
    lastWeeksPlayers();
    stage.parts().ground().agenda().advance(Duration.ofMinutes(2));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static RandomGenerator seeded() {
    SplittableRandom random = new SplittableRandom(20261130);
    return () -> {
      synchronized (random) {
        return random.nextLong();
      }
    };
  }

  /** What the collector would have kept, had it run on the day on which these players played. */
  private static void lastWeeksPlayers() {
    for (int i = 0; i < GONE + BACK; i++) {
      put(
          "player#veteran-" + i,
          "player",
          Map.of(
              "first", AttributeValue.fromN("1760000000000"),
              "last", AttributeValue.fromS(day.minusDays(10).toString())));
    }
    put(
        "figures",
        "figures",
        Map.of(
            "version",
            AttributeValue.fromN("7"),
            "json",
            AttributeValue.fromS(
                "{\"position\":\"0-0\",\"open\":\"%s\",\"minutes\":{},\"days\":{\"%s\":{\"active\":0,\"before\":%d,\"stayed\":0,\"revenue\":{}}}}"
                    .formatted(lateInTheDay, day, GONE + BACK))));
  }

  private static void put(String partition, String sort, Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> item = new HashMap<>(attributes);
    item.put(PlayerFiguresTable.PARTITION_KEY, AttributeValue.fromS(partition));
    item.put(PlayerFiguresTable.SORT_KEY, AttributeValue.fromS(sort));
    dynamo().putItem(put -> put.tableName(table("PlayerFigures")).item(item));
  }

  private static DynamoDbClient dynamo() {
    return stage.parts().engines().dynamo().client();
  }

  private static String table(String part) {
    return dynamo().listTables().tableNames().stream()
        .filter(name -> name.contains(part))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void metricsSayWhatHappened() throws Exception {
    List<String> players = new ArrayList<>();
    for (int i = 0; i < NEW; i++) {
      players.add("rookie-" + i);
    }
    for (int i = 0; i < BACK; i++) {
      players.add("veteran-" + i);
    }
    try (HttpClient web = HttpClient.newHttpClient()) {
      List<InstanceView> servers = serving();
      List<GameClient> sessions = new ArrayList<>();
      List<Instant> joined = new ArrayList<>();
      for (int i = 0; i < players.size(); i++) {
        GameClient client =
            GameClient.connect(
                web,
                servers.get(i % servers.size()).port(),
                stage.token(players.get(i), TOKEN_LIFE));
        joined.add(Instant.now());
        client.hears("welcome");
        sessions.add(client);
      }
      concurrentUsersAre(players.size(), servers.size());
      double secondsAtLeast = 0;
      for (int i = 0; i < sessions.size(); i++) {
        secondsAtLeast += Duration.between(joined.get(i), Instant.now()).toMillis() / 1000.0;
        sessions.get(i).leave();
      }
      double secondsAtMost =
          joined.stream()
              .mapToDouble(at -> Duration.between(at, Instant.now()).toMillis() / 1000.0 + 2)
              .sum();
      await("servers report each second")
          .atMost(PATIENCE)
          .until(() -> reported() == 2L * players.size());

      Sold kept = buy(Shop.APPLE, "rookie-0");
      Sold refunded = buy(Shop.GOOGLE, "rookie-1");
      buy(Shop.GOOGLE, "veteran-0");
      assertThat(kept.transactionId()).isNotEqualTo(refunded.transactionId());
      purchase("rookie-0", "{\"sku\":\"sword\",\"store\":\"wallet\"}");
      stage.parts().ground().agenda().advance(Duration.ofMinutes(2));
      assertThat(stage.parts().stores().refund(Shop.GOOGLE, refunded.transactionId()))
          .isEqualTo(200);
      stage.parts().ground().agenda().advance(Duration.ofMinutes(12));

      assertThatEachLogHasASession(players, secondsAtMost);
      assertThat(sum(collected(GameMetric.NEW_PLAYER_REGISTRATIONS))).isEqualTo(NEW);
      assertThat(sum(collected(GameMetric.TRANSACTION_VOLUME))).isEqualTo(4);
      assertThat(count(collected(GameMetric.AVERAGE_SESSION_DURATION))).isEqualTo(players.size());
      assertThat(sum(collected(GameMetric.AVERAGE_SESSION_DURATION)))
          .isBetween(secondsAtLeast - players.size(), secondsAtMost);
      List<Statistics> churn = collected(GameMetric.PLAYER_CHURN_RATE);
      assertThat(churn).hasSize(1);
      assertThat(churn.getFirst().sum()).isCloseTo(100.0 * GONE / (GONE + BACK), within(1e-9));
      assertThat(churn.getFirst().start()).isEqualTo(lateInTheDay.plus(Duration.ofMinutes(9)));
      revenue()
          .forEach(
              (currency, paid) ->
                  assertThat(sum(metric(GameMetric.ARPU, "player-metrics", currency)))
                      .as(currency)
                      .isCloseTo(paid / players.size(), within(1e-9)));
      List<Statistics> payments =
          metric(GameMetric.PAYMENT_SUCCESS_RATE, GameFunction.PURCHASES.functionName(), "");
      assertThat(count(payments)).isEqualTo(4);
      assertThat(sum(payments) / count(payments)).isEqualTo(100);
      assertThat(collected(GameMetric.UNCERTAIN_POINTS)).allMatch(each -> each.sum() == 0);
      // Each minute once.
      assertThat(collected(GameMetric.TRANSACTION_VOLUME))
          .allMatch(minute -> minute.count() == 1)
          .hasSizeGreaterThan(10);
      assertThat(stage.parts().ground().errors().newest()).isEmpty();
    }
  }

  private static List<InstanceView> serving() {
    String group = GameServerContract.onDemandGroup("dev");
    List<InstanceView> ready = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              ready.clear();
              stage.parts().fleet().instances().stream()
                  .filter(each -> each.group().equals(group) && each.health().equals("HEALTHY"))
                  .forEach(ready::add);
              return ready.size() == 2;
            });
    return ready;
  }

  /** Each server says once how many it holds; the stage's clock stands still meanwhile. */
  private static void concurrentUsersAre(int players, int servers) {
    Instant now = stage.parts().ground().time().clock().instant();
    await()
        .atMost(A_MINUTE_AND_MORE)
        .until(
            () -> {
              List<Statistics> said =
                  read(name(GameMetric.CONCURRENT_USERS, GameServerContract.SERVICE, ""), now);
              return said.stream().anyMatch(each -> each.sum() == players && each.maximum() > 0)
                  || said.stream().anyMatch(each -> each.count() > 2L * servers);
            });
    assertThat(
            metric(GameMetric.CONCURRENT_USERS, GameServerContract.SERVICE, "").stream()
                .filter(each -> !each.start().isBefore(now.minusSeconds(60)))
                .mapToDouble(Statistics::sum)
                .max())
        .hasValue(players);
  }

  private static long reported() {
    try (JedisRedisConnection connection =
        new JedisRedisConnection(
            "127.0.0.1",
            stage.parts().engines().redis().port(),
            Security.withPassword(stage.parts().engines().redis().password()),
            1)) {
      return (Long)
          requireNonNull(
              connection.run(
                  RedisScript.of("length", "return redis.call('XLEN', KEYS[1])"),
                  List.of(SessionStream.KEY),
                  List.of()));
    }
  }

  /** Each player has come and left once, as a game server reported it. */
  private static void assertThatEachLogHasASession(List<String> players, double secondsAtMost) {
    await("logins and logouts are in the players' logs")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (String player : players) {
                assertThat(logged(player).keySet()).as(player).containsExactly("login", "logout");
              }
            });
    for (String player : players) {
      assertThat(logged(player)).containsEntry("login", "{}");
      String data = requireNonNull(logged(player).get("logout"));
      assertThat(data).matches("\\{\"duration_seconds\":[0-9.]+}");
      assertThat(Double.parseDouble(data.replaceAll("[^0-9.]", ""))).isBetween(0.0, secondsAtMost);
    }
  }

  /** A player's events, each type once: the data by the type. */
  private static SortedMap<String, String> logged(String player) {
    SortedMap<String, String> data = new TreeMap<>();
    for (int shard = 0; shard < EventLogTable.SHARDS; shard++) {
      String partition = player + "#" + shard;
      dynamo()
          .query(
              query ->
                  query
                      .tableName(table("EventLog"))
                      .keyConditionExpression("#pk = :pk")
                      .expressionAttributeNames(Map.of("#pk", EventLogTable.PARTITION_KEY))
                      .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition))))
          .items()
          .forEach(
              item -> {
                String type = requireNonNull(item.get(EventLogTable.TYPE)).s();
                String before = data.put(type, requireNonNull(item.get(EventLogTable.DATA)).s());
                assertThat(before).as("%s of %s came once", type, player).isNull();
              });
    }
    return data;
  }

  private static Sold buy(Shop shop, String player) {
    Sold sold = stage.parts().stores().buy(shop, "gems-500", 1, player);
    purchase(
        player,
        JsonNodeFactory.instance
            .objectNode()
            .put("sku", "gems-500")
            .put("store", shop.id())
            .put("receipt", sold.receipt())
            .toString());
    return sold;
  }

  private static void purchase(String player, String body) {
    HttpRequest.Builder request =
        api.request("/v1/purchases")
            .header("Authorization", api.bearer(player))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", player + body.hashCode())
            .POST(BodyPublishers.ofString(body));
    Api.Answer answer = api.send(request);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
  }

  /** What is paid and not taken back, as another consumer of the events has it, in whole units. */
  private static Map<String, Double> revenue() {
    Map<String, Double> paid = new HashMap<>();
    for (Map<String, AttributeValue> item :
        dynamo().scan(scan -> scan.tableName(table("PurchaseLog"))).items()) {
      if (!requireNonNull(item.get("store")).s().equals("wallet")) {
        double amount = Long.parseLong(requireNonNull(item.get("minorUnits")).n()) / 100.0;
        boolean back = requireNonNull(item.get("type")).s().equals("purchase.refunded");
        paid.merge(requireNonNull(item.get("currency")).s(), back ? -amount : amount, Double::sum);
      }
    }
    assertThat(paid).isNotEmpty();
    return paid;
  }

  private static List<Statistics> collected(GameMetric metric) {
    return metric(metric, GameFunction.PLAYER_METRICS.functionName(), "");
  }

  private static List<Statistics> metric(GameMetric metric, String service, String currency) {
    return read(name(metric, service, currency), now().minus(Duration.ofHours(12)));
  }

  private static Instant now() {
    return stage.parts().ground().time().clock().instant();
  }

  /** The minutes in which something was measured. */
  private static List<Statistics> read(MetricName metric, Instant from) {
    return stage
        .parts()
        .ground()
        .metrics()
        .read(
            metric,
            from.truncatedTo(ChronoUnit.MINUTES),
            now().plusSeconds(60),
            Duration.ofMinutes(1),
            false);
  }

  private static MetricName name(GameMetric metric, String service, String currency) {
    Map<String, String> dimensions = new HashMap<>(Map.of(GameMetric.SERVICE, service));
    if (!currency.isEmpty()) {
      dimensions.put(GameMetric.CURRENCY, currency);
    }
    return new MetricName(NAMESPACE, metric.metricName(), dimensions);
  }

  private static double sum(List<Statistics> periods) {
    return periods.stream().mapToDouble(Statistics::sum).sum();
  }

  private static long count(List<Statistics> periods) {
    return periods.stream().mapToLong(period -> Math.round(period.count())).sum();
  }
}
