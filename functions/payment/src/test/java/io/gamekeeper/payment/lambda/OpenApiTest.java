package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.lambda.Shop.Answer;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.testing.ApiDescription;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.Requests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the payment handlers' answers against what {@code functions/openapi.yaml} says of them. */
@Timeout(60)
final class OpenApiTest {
  private static final String PURCHASES = "/v1/purchases";
  private static final String INVENTORY = "/v1/players/me/inventory";
  private static TestDatabase database;

  private final ApiDescription api = ApiDescription.read();
  private Shop shop;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.create(2);
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  @BeforeEach
  void openShop() {
    database.clear();
    shop = new Shop(database);
  }

  @Test
  void thePurchasesRoutesAreDescribedAndNoOthers() {
    assertThat(api.operations("payment"))
        .extracting(operation -> operation.method() + ' ' + operation.path())
        .containsExactly(
            "post /v1/purchases",
            "get /v1/players/me/inventory",
            "post /v1/store-notifications/apple",
            "post /v1/store-notifications/google");
  }

  @Test
  void purchasesAndInventoryAnswerAsDescribed() {
    Answer gems = shop.buyGems("ann", "k1");
    Answer sword = shop.buy("ann", "k2", "{\"sku\":\"sword\",\"store\":\"wallet\"}");
    Answer repeated = shop.buy("ann", "k2", "{\"sku\":\"sword\",\"store\":\"wallet\"}");

    assertDescribed("post", PURCHASES, gems);
    assertDescribed("post", PURCHASES, sword);
    assertDescribed("post", PURCHASES, repeated);
    assertDescribed("get", INVENTORY, shop.inventory("ann"));
  }

  @Test
  void refusalsAnswerAsDescribed() {
    shop.buyGems("ann", "k1");

    assertDescribed("post", PURCHASES, shop.buy("ann", "k", "{"), 400);
    assertDescribed("post", PURCHASES, shop.buy("", "k", "{}"), 401);
    assertDescribed(
        "post", PURCHASES, shop.buy("bob", "k", "{\"sku\":\"sword\",\"store\":\"wallet\"}"), 402);
    assertDescribed(
        "post",
        PURCHASES,
        shop.buy("bob", "k", "{\"sku\":\"sword\",\"store\":\"wallet\",\"playerId\":\"eve\"}"),
        403);
    assertDescribed(
        "post", PURCHASES, shop.buy("ann", "k1", "{\"sku\":\"sword\",\"store\":\"wallet\"}"), 409);
    assertDescribed("post", PURCHASES, shop.buy("ann", "k", "x".repeat(65_537)), 413);
    assertDescribed(
        "post", PURCHASES, shop.buy("ann", "k", "{\"sku\":\"x\",\"store\":\"wallet\"}"), 422);
    assertDescribed("get", INVENTORY, shop.inventory(""), 401);
  }

  @Test
  void whatNoStoreSignedIsRefusedAsDescribed() {
    StoreNotificationsHandler handler = new StoreNotificationsHandler(shop.platform);
    for (String store : List.of("apple", "google")) {
      String path = "/v1/store-notifications/" + store;

      Answer answer =
          Answer.of(
              handler.handleRequest(
                  Requests.event("POST", path, Map.of(), Map.of(), "{}"), new FakeContext()));

      assertDescribed("post", path, answer, 401);
      assertThat(answer.problem()).isEqualTo("notice-not-genuine");
      assertThat(answer.body().path("title").asText()).doesNotContain("token");
    }
  }

  @Test
  void theLargestNoticeIsDescribedAndTaken() {
    StoreNotificationsHandler handler = new StoreNotificationsHandler(shop.platform);
    String path = "/v1/store-notifications/apple";
    for (int bytes : new int[] {BodyLimit.NOTICE.bytes(), BodyLimit.NOTICE.bytes() + 1}) {
      Answer answer =
          Answer.of(
              handler.handleRequest(
                  Requests.event("POST", path, Map.of(), Map.of(), " ".repeat(bytes)),
                  new FakeContext()));

      assertThat(answer.status()).isEqualTo(bytes > BodyLimit.NOTICE.bytes() ? 413 : 401);
    }
    for (String store : List.of("apple", "google")) {
      assertThat(
              api.document()
                  .at(
                      "/paths/~1v1~1store-notifications~1"
                          + store
                          + "/post/requestBody/description")
                  .asText())
          .startsWith("At most " + BodyLimit.NOTICE.bytes() / 1024 + " KiB");
    }
  }

  @Test
  void aPlayerWithManyReceiptsThatWaitIsAnsweredAsDescribed() {
    shop.google.verifies(false);
    Answer answer = null;
    for (int i = 0; answer == null || answer.status() == 503; i++) {
      answer =
          shop.buy(
              "ann",
              "k" + i,
              "{\"sku\":\"gems-100\",\"store\":\"google\",\"receipt\":\"made-up-" + i + "\"}");
    }

    assertDescribed("post", PURCHASES, answer, 429);
    assertThat(answer.problem()).isEqualTo("too-many-pending-purchases");
    assertThat(answer.header("Retry-After")).isEqualTo("60");
  }

  @ParameterizedTest
  @EnumSource
  void eachReasonIsDescribedAndExplained(Refusal refusal) {
    assertThat(api.document().at("/paths/~1v1~1purchases/post/responses/422/description").asText())
        .contains(refusal.code());
    assertThat(Problems.refused(refusal).detail()).isNotEmpty();
  }

  private void assertDescribed(String method, String path, Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertDescribed(method, path, answer);
  }

  private void assertDescribed(String method, String path, Answer answer) {
    String type = String.valueOf(answer.header("Content-Type"));
    assertThat(type)
        .isEqualTo(answer.status() < 400 ? "application/json" : "application/problem+json");
    assertThat(api.faults(method, path, answer.status(), type, answer.body())).isEmpty();
  }
}
