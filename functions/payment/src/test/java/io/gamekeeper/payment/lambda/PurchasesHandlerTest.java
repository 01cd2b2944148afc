package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mysql.cj.jdbc.MysqlDataSource;
import io.gamekeeper.payment.lambda.Shop.Answer;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.platform.SnapshotHook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class PurchasesHandlerTest {
  private static final String TRACE = "1-67891233-abcdef012345678912345678";
  private static TestDatabase database;

  private Shop shop;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.create(4);
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
  void aReceiptIsGrantedOnceHoweverOftenItIsSent() {
    String receipt = shop.apple.sell("gems-100", shop.platform.time.instant());
    String body = "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"" + receipt + "\"}";

    Answer first = shop.buy("ann", "k1", body);
    Answer repeated = shop.buy("ann", "k1", body);
    Answer underAnotherKey = shop.buy("ann", "k2", body);
    Answer byAnother = shop.buy("bob", "k1", body);

    assertThat(first.status()).isEqualTo(201);
    String id = first.body().path("purchaseId").asText();
    assertThat(first.body())
        .hasToString(
            "{\"purchaseId\":\""
                + id
                + "\",\"sku\":\"gems-100\",\"quantity\":1,\"store\":\"apple\","
                + "\"price\":{\"currency\":\"EUR\",\"minorUnits\":119},"
                + "\"wallet\":[{\"currency\":\"gems\",\"amount\":100}],\"items\":[]}");
    assertThat(repeated.status()).isEqualTo(200);
    assertThat(repeated.body()).isEqualTo(first.body());
    assertThat(underAnotherKey.status()).isEqualTo(200);
    assertThat(underAnotherKey.body()).isEqualTo(first.body());
    assertThat(byAnother.status()).isEqualTo(422);
    assertThat(byAnother.problem()).isEqualTo("receipt-replayed");
    assertThat(shop.apple.acknowledged()).containsExactly(receipt);
    assertThat(shop.inventory("ann").body())
        .hasToString("{\"wallet\":[{\"currency\":\"gems\",\"balance\":100}],\"items\":[]}");
  }

  @Test
  void theWalletPaysForItems() {
    shop.buyGems("ann", "k1");
    String two =
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":2,"
            + "\"price\":{\"currency\":\"gems\",\"minorUnits\":100},\"playerId\":\"ann\"}";

    assertThat(shop.buy("ann", "k2", two).status()).isEqualTo(201);
    assertThat(shop.buy("ann", "k2", two).status()).isEqualTo(200);

    Answer poor = shop.buy("ann", "k3", two);
    assertThat(poor.status()).isEqualTo(402);
    assertThat(poor.problem()).isEqualTo("cannot-pay");
    Answer other = shop.buy("ann", "k2", "{\"sku\":\"potion\",\"store\":\"wallet\"}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(shop.inventory("ann").body().path("items"))
        .hasToString("[{\"sku\":\"sword\",\"quantity\":2}]");
  }

  @Test
  void theServerSeesOfWhichTraceEachStatementIs() {
    shop.buyGems("ann", "k1");
    database.execute("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = 1");

    Answer bought =
        shop.call(
            "POST",
            "/v1/purchases",
            "ann",
            Map.of("idempotency-key", "k2", "x-amzn-trace-id", "Root=" + TRACE),
            "{\"sku\":\"sword\",\"store\":\"wallet\"}");

    assertThat(bought.status()).isEqualTo(201);
    database.execute("SET GLOBAL general_log = 0");
    assertThat(
            database.texts(
                "SELECT argument FROM mysql.general_log"
                    + " WHERE command_type = 'Query' AND argument LIKE '%"
                    + TRACE
                    + "%'"))
        .hasSize(5)
        .allMatch(sql -> sql.startsWith("/* trace=" + TRACE + " */ "))
        .anyMatch(sql -> sql.contains("UPDATE wallets"))
        .anyMatch(sql -> sql.contains("INSERT INTO outbox"));
  }

  @Test
  void theTraceOfARequestGoesWithItsEvent() throws IOException {
    shop.platform.time.advance(Duration.ofSeconds(1)); // the first of each second is sampled
    Answer bought = shop.buyGems("ann", "k1");
    assertThat(bought.status()).isEqualTo(201);

    JsonNode segment = new ObjectMapper().readTree(shop.platform.segments.getLast());
    assertThat(database.texts("SELECT trace_id FROM outbox"))
        .containsExactly(
            segment.get("trace_id").asText()
                + ";Parent="
                + segment.get("id").asText()
                + ";Sampled=1");
  }

  @Test
  void theTraceOfARefusedPurchaseIsKept() {
    shop.platform.time.advance(Duration.ofSeconds(1));
    shop.buyGems("ann", "k1");
    int before = shop.platform.segments.size();

    for (int i = 0; i < 20; i++) {
      assertThat(shop.buy("ann", "k2-" + i, "{\"sku\":\"crown\",\"store\":\"wallet\"}").status())
          .isEqualTo(422);
    }

    assertThat(shop.platform.segments).hasSize(before + 20);
  }

  @Test
  void aDebtIsShownAndAnAnswerSaysWhatPaidItOff() {
    database.execute("INSERT INTO wallets VALUES ('ann', 'gems', 0, 130)");
    assertThat(shop.inventory("ann").body().path("wallet"))
        .hasToString("[{\"currency\":\"gems\",\"balance\":0,\"owed\":130}]");

    Answer all = shop.buyGems("ann", "k1");
    Answer some = shop.buyGems("ann", "k2");
    Answer none = shop.buyGems("ann", "k3");

    assertThat(all.body().path("wallet"))
        .hasToString("[{\"currency\":\"gems\",\"amount\":100,\"settled\":100}]");
    assertThat(some.body().path("wallet"))
        .hasToString("[{\"currency\":\"gems\",\"amount\":100,\"settled\":30}]");
    assertThat(none.body().path("wallet")).hasToString("[{\"currency\":\"gems\",\"amount\":100}]");
    assertThat(shop.inventory("ann").body().path("wallet"))
        .hasToString("[{\"currency\":\"gems\",\"balance\":170}]");
  }

  @Test
  void aTestPurchaseIsMarked() {
    String receipt = shop.apple.sellToTester("gems-100", shop.platform.time.instant());

    Answer answer =
        shop.buy(
            "ann",
            "k1",
            "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"" + receipt + "\"}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().path("test").asBoolean()).isTrue();
  }

  @Test
  void whileAStoreCannotBeAskedTheReceiptIsKeptAndTheClientToldToRepeat() {
    String receipt = shop.google.sell("gems-500", shop.platform.time.instant());
    String body = "{\"sku\":\"gems-500\",\"store\":\"google\",\"receipt\":\"" + receipt + "\"}";
    shop.google.verifies(false);

    Answer pending = shop.buy("ann", "k1", body);

    assertThat(pending.status()).isEqualTo(503);
    assertThat(pending.problem()).isEqualTo("purchase-pending");
    assertThat(pending.header("Retry-After")).isEqualTo("5");
    assertThat(database.states()).containsExactly("preparing");
    shop.google.verifies(true);
    assertThat(shop.buy("ann", "k1", body).status()).isEqualTo(201);
  }

  @Test
  void withoutTheDatabaseTheClientIsToldToRepeat() {
    MysqlDataSource nobody = new MysqlDataSource();
    nobody.setUrl("jdbc:mysql://127.0.0.1:1/gamekeeper");
    Shop dark = new Shop(nobody);

    Answer read = dark.inventory("ann");
    Answer bought = dark.buy("ann", "k", "{\"sku\":\"sword\",\"store\":\"wallet\"}");

    assertThat(read.status()).isEqualTo(503);
    assertThat(read.header("Retry-After")).isEqualTo("1");
    assertThat(bought.status()).isEqualTo(503);
    assertThat(bought.problem()).isEqualTo("purchase-unknown");
    assertThat(bought.header("Retry-After")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"sku\":\"sword\"                                              | 400 | malformed-request",
        "[]                                                              | 400 | malformed-request",
        "null                                                            | 400 | malformed-request",
        "{}                                                              | 400 | malformed-request",
        "{\"store\":\"wallet\"}                                          | 400 | malformed-request",
        "{\"sku\":\"sword\"}                                             | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"steam\"}                         | 400 | malformed-request",
        "{\"sku\":5,\"store\":\"wallet\"}                                | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"gift\":true}          | 400 | malformed-request",
        "{\"sku\":\"sword\",\"sku\":\"potion\",\"store\":\"wallet\"}     | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":1.0}       | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":\"1\"}     | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":2147483648} | 400 |"
            + " malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"price\":50}           | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"price\":{}}           | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"price\":{\"currency\":\"gems\",\"minorUnits\":-1}}"
            + " | 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"price\":{\"currency\":\"\",\"minorUnits\":1}} |"
            + " 400 | malformed-request",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"playerId\":\"eve\"}   | 403 | forbidden",
        "{\"sku\":\"sword\",\"store\":\"wallet\"}                        | 402 | cannot-pay",
        "{\"sku\":\"crown\",\"store\":\"wallet\"}                        | 422 | unknown-sku",
        "{\"sku\":\"\",\"store\":\"wallet\"}                             | 422 | unknown-sku",
        "{\"sku\":\"\\u0000\\ud800\",\"store\":\"wallet\"}               | 422 | unknown-sku",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":0}         | 422 |"
            + " quantity-out-of-bounds",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":-1}        | 422 |"
            + " quantity-out-of-bounds",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"quantity\":2147483647} | 422 |"
            + " quantity-out-of-bounds",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"receipt\":\"r\"}      | 422 |"
            + " receipt-unexpected",
        "{\"sku\":\"gems-100\",\"store\":\"apple\"}                      | 422 |"
            + " receipt-unexpected",
        "{\"sku\":\"gems-100\",\"store\":\"wallet\"}                     | 422 | not-sold-here",
        "{\"sku\":\"winter-skin\",\"store\":\"wallet\"}                  | 422 | not-on-sale",
        "{\"sku\":\"sword\",\"store\":\"wallet\",\"price\":{\"currency\":\"gems\",\"minorUnits\":1}}"
            + " | 422 | price-mismatch",
        "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"forged\"} | 422 | receipt-forged",
        "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"\\u0000\"} | 422 | receipt-forged",
      })
  void badBodiesAreRefusedAndNothingIsWritten(String body, int status, String problem) {
    Answer answer = shop.buy("ann", "k", body);

    assertRefused(answer, status, problem);
  }

  @ParameterizedTest
  @CsvSource({"65537, 413, content-too-large", "40000, 422, receipt-too-large"})
  void whatIsTooLargeIsRefused(int length, int status, String problem) {
    String body =
        "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"" + "r".repeat(length) + "\"}";

    assertRefused(shop.buy("ann", "k", body), status, problem);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-", "''", "schlüssel", "'\t'"})
  void aPurchaseWithoutAProperKeyIsRefused(@Nullable String key) {
    Map<String, String> headers = key == null ? Map.of() : Map.of("idempotency-key", key);

    Answer answer =
        shop.call(
            "POST", "/v1/purchases", "ann", headers, "{\"sku\":\"sword\",\"store\":\"wallet\"}");

    assertRefused(answer, 400, "malformed-request");
  }

  @Test
  void aKeyIsAtMost128CharactersLong() {
    String body = "{\"sku\":\"sword\",\"store\":\"wallet\"}";

    assertRefused(shop.buy("ann", "k".repeat(129), body), 400, "malformed-request");
    assertRefused(shop.buy("ann", "k".repeat(128), body), 402, "cannot-pay");
  }

  @Test
  void nobodyBuysWithoutAToken() {
    assertRefused(
        shop.buy("", "k", "{\"sku\":\"sword\",\"store\":\"wallet\"}"), 401, "unauthorized");
    assertThat(shop.inventory("").status()).isEqualTo(401);
  }

  @Test
  void aBodyThatIsNotJsonIsRefused() {
    Answer answer =
        shop.call(
            "POST",
            "/v1/purchases",
            "ann",
            Map.of("idempotency-key", "k", "content-type", "text/plain"),
            "sword");

    assertRefused(answer, 415, "unsupported-media-type");
  }

  @Test
  void aSnapshotIsPrimedWithoutAskingAnybody() throws Exception {
    shop.platform.web =
        (request, timeout) -> {
          throw new AssertionError("asked " + request.uri());
        };
    shop.platform.database = null;

    for (SnapshotHook hook : shop.platform.hooks) {
      hook.beforeSnapshot();
    }

    assertThat(shop.platform.hooks).hasAtLeastOneElementOfType(Priming.class);
  }

  private static void assertRefused(Answer answer, int status, String problem) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.problem()).isEqualTo(problem);
    assertThat(answer.body().path("title").asText()).isNotEmpty();
    assertThat(answer.body().path("detail").asText()).as("says what to do").isNotEmpty();
    for (String table : List.of("purchases", "ledger", "outbox", "wallets", "inventory")) {
      assertThat(database.count(table)).as(table).isZero();
    }
  }
}
