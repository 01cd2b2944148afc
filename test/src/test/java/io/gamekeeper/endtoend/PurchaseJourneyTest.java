package io.gamekeeper.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.PurchaseLogTable;
import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.appstore.Outage;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.appstore.Sold;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Purchases on the running stage: its templates, roles, zips and engines, and the fake stores. */
@ExtendWith(SharedStage.class)
@Timeout(150)
final class PurchaseJourneyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SharedStage.Running stage;
  private final FakeStores stores;

  PurchaseJourneyTest(SharedStage.Running stage) {
    this.stage = stage;
    this.stores = stage.stores();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsBoughtInAStoreIsGrantedOnceAndSpent(Shop shop) {
    String player = "buyer-" + shop.id();
    Sold sold = stores.buy(shop, "gems-100", 1, player);
    String body = body("gems-100", shop.id(), sold.receipt());

    Api.Answer first = buy(player, "k1", body);
    Api.Answer repeated = buy(player, "k1", body);

    assertThat(first.status()).as(first.response().body()).isEqualTo(201);
    assertThat(repeated.ok()).isEqualTo(first.json());
    assertThat(buy(player, "k2", body).ok()).isEqualTo(first.json());
    buy("thief-" + shop.id(), "k1", body).problem(422);
    buy(player, "k1", "{\"sku\":\"sword\",\"store\":\"wallet\"}").problem(409);
    Api.Answer swords =
        buy(player, "k3", "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":2}");
    assertThat(swords.status()).as(swords.response().body()).isEqualTo(201);
    buy(player, "k4", "{\"sku\":\"sword\",\"store\":\"wallet\"}").problem(402);
    assertThat(inventory(player).path("items")).hasToString("[{\"sku\":\"sword\",\"quantity\":2}]");
    assertThatTheLedgerIsSound();
  }

  @Test
  void googleIsToldOfWhatWasGranted() {
    Sold sold = stores.buy(Shop.GOOGLE, "gems-500", 1, "told");

    assertThat(buy("told", "k", body("gems-500", "google", sold.receipt())).status())
        .isEqualTo(201);

    await("the store is told at once, or by the reconciler")
        .atMost(Duration.ofSeconds(90))
        .until(() -> stores.isAcknowledged(Shop.GOOGLE, sold.transactionId()));
  }

  @ParameterizedTest
  @EnumSource
  void aRefundTakesTheGoodsBack(Shop shop) throws InterruptedException {
    String player = "refunded-" + shop.id();
    Sold sold = stores.buy(shop, "gems-100", 1, player);
    String body = body("gems-100", shop.id(), sold.receipt());
    assertThat(buy(player, "k", body).status()).isEqualTo(201);

    assertThat(stores.refund(shop, sold.transactionId())).isEqualTo(200);

    assertThat(inventory(player).path("wallet")).isEmpty();
    assertThatTheLedgerIsSound();
  }

  /** Apple's notice says how much; what Google lists, the reconciler asks for. */
  @ParameterizedTest
  @EnumSource
  void aRefundOfAPartTakesThatPartBack(Shop shop) throws Exception {
    String player = "refunded-in-part-" + shop.id();
    Sold sold = stores.buy(shop, "gems-100", 2, player);
    assertThat(buy(player, "k", body("gems-100", shop.id(), sold.receipt())).status())
        .isEqualTo(201);

    assertThat(stores.refund(shop, sold.transactionId(), 50)).isEqualTo(200);
    stage.invoke(GameFunction.PAYMENT_RECONCILER);

    assertThat(inventory(player).path("wallet"))
        .singleElement()
        .satisfies(gems -> assertThat(gems.path("balance").asLong()).isEqualTo(100));
    assertThatTheLedgerIsSound();
  }

  @Test
  void aReceiptThatCannotBeCheckedIsKeptAndGrantedWhenTheStoreIsBack() throws Exception {
    Sold sold = stores.buy(Shop.GOOGLE, "gems-100", 1, "patient");
    // Without the store's signature only its server can tell.
    String token =
        JSON.readTree(JSON.readTree(sold.receipt()).path("data").asText())
            .path("purchaseToken")
            .asText();
    String body = body("gems-100", "google", token);
    stores.disturb(Shop.GOOGLE, new Outage(Outage.State.DOWN, 0));

    try {
      Api.Answer pending = buy("patient", "k", body);
      assertThat(pending.problem(503).path("type").asText())
          .isEqualTo("/problems/purchase-pending");
      assertThat(pending.header("Retry-After")).isPresent();
    } finally {
      stores.disturb(Shop.GOOGLE, Outage.NONE);
    }

    await("the reconciler asks again, once the breaker lets it")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              stage.invoke(GameFunction.PAYMENT_RECONCILER);
              return !inventory("patient").path("wallet").isEmpty();
            });
    assertThat(buy("patient", "k", body).status()).isEqualTo(200);
    assertThatTheLedgerIsSound();
  }

  @Test
  void whatIsBoughtReachesThePurchaseLogInTheTraceOfItsRequest() {
    Traced bought = buyUntilSampled();
    String player = bought.player();
    String purchase = bought.answer().json().path("purchaseId").asText();

    // Instead of its tick, the first of which comes after a minute. It goes on looking when this
    // test
    // is over, and other tests of the same stage take the database away from it.
    Thread.ofVirtual()
        .uncaughtExceptionHandler((_, _) -> {})
        .start(() -> stage.invoke(GameFunction.OUTBOX_RELAY));
    await("the relay looks once a second")
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(log(player))
                    .singleElement()
                    .satisfies(
                        item ->
                            assertThat(item)
                                .containsEntry("purchaseId", AttributeValue.fromS(purchase))
                                .containsEntry("type", AttributeValue.fromS("purchase.completed"))
                                .containsEntry("traceId", AttributeValue.fromS(bought.trace()))));
    await("a message's segment is written when it is handled")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(segments(bought.trace()))
                    .containsKeys("purchases", "purchase-log", "purchase-inbox"));
    Map<String, JsonNode> segments = segments(bought.trace());
    JsonNode purchases = requireNonNull(segments.get("purchases"));
    assertThat(purchases.has("parent_id")).isFalse();
    assertThat(purchases.at("/http/response/status").asInt()).isEqualTo(201);
    assertThat(purchases.findValuesAsText("name")).contains("MySQL");
    for (String consumer : List.of("purchase-log", "purchase-inbox")) {
      JsonNode segment = requireNonNull(segments.get(consumer));
      assertThat(segment.get("parent_id")).as(consumer).isEqualTo(purchases.get("id"));
      assertThat(segment.at("/links/0/trace_id").asText())
          .as("Lambda's own trace of the batch")
          .startsWith("1-")
          .isNotEqualTo(bought.trace());
    }
  }

  /** A purchase with the trace that the client began. */
  private record Traced(String player, String trace, Api.Answer answer) {}

  /** The first request of each second is sampled at the latest. */
  private Traced buyUntilSampled() {
    for (int i = 0; ; i++) {
      String player = "logged-" + i;
      String trace = "1-%08x-%024x".formatted(Instant.now().getEpochSecond(), i);
      Sold sold = stores.buy(Shop.APPLE, "gems-100", 1, player);
      Api.Answer answer =
          stage
              .api()
              .send(
                  purchase(player, "k", body("gems-100", "apple", sold.receipt()))
                      .header("X-Amzn-Trace-Id", "Root=" + trace));
      assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
      if (!stage.traces().trace(trace).isEmpty()) {
        return new Traced(player, trace, answer);
      }
    }
  }

  /** The segments of a trace by their services. */
  private Map<String, JsonNode> segments(String trace) {
    Map<String, JsonNode> segments = new HashMap<>();
    stage
        .traces()
        .trace(trace)
        .forEach(
            segment -> segments.put(segment.content().path("name").asText(), segment.content()));
    return segments;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sku\":\"sword\"                                         | 400",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"gift\":1}        | 400",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":-1}   | 422",
        "{\"sku\":\"crown\",\"store\":\"wallet\"}                   | 422",
        "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"x\"}  | 422",
        "{\"sku\":\"gems-100\",\"store\":\"google\",\"receipt\":\"{}\"} | 422",
      })
  void badPurchasesAreRefused(String body, int status) {
    buy("clumsy", "k", body).problem(status);
  }

  @Test
  void nobodyButTheStoresNotifies() {
    for (Shop shop : Shop.values()) {
      stage
          .api()
          .send(
              stage
                  .api()
                  .request("/v1/store-notifications/" + shop.id())
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"signedPayload\":\"a.b.c\"}")))
          .problem(401);
    }
  }

  private Api.Answer buy(String player, String key, String body) {
    return stage.api().send(purchase(player, key, body));
  }

  private HttpRequest.Builder purchase(String player, String key, String body) {
    return stage
        .api()
        .request("/v1/purchases")
        .header("Authorization", stage.api().bearer(player))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .POST(BodyPublishers.ofString(body));
  }

  private JsonNode inventory(String player) {
    return stage.api().get(player, "/v1/players/me/inventory").ok();
  }

  private void assertThatTheLedgerIsSound() {
    JsonNode check = stage.invoke(GameFunction.LEDGER_CHECK);
    assertThat(check.path("found").asInt(-1)).as("%s", check).isZero();
    assertThat(check.path("checked").path("purchases").asLong()).isPositive();
  }

  private List<Map<String, AttributeValue>> log(String player) {
    DynamoDbClient dynamo = stage.dynamo();
    String table =
        dynamo.listTables().tableNames().stream()
            .filter(name -> name.contains("PurchaseLog"))
            .findAny()
            .orElseThrow();
    return dynamo
        .query(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression(PurchaseLogTable.PARTITION_KEY + " = :player")
                    .expressionAttributeValues(
                        Map.of(":player", AttributeValue.fromS("player#" + player))))
        .items();
  }

  private static String body(String sku, String store, String receipt) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("sku", sku)
            .put("store", store)
            .put("receipt", receipt);
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
