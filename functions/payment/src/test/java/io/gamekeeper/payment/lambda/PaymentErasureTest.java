package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.PurchaseLogTable;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The function that erases payments, on a real database and DynamoDB Local. */
final class PaymentErasureTest {
  private static final TestDatabase DATABASE = TestDatabase.create(4);
  private static final String ANN = "ann-4711";

  private Shop shop = new Shop(DATABASE);
  private String log = "";
  private DynamoErasures erasures = new DynamoErasures(Tables.dynamo(), "none");

  @BeforeEach
  void begin() {
    DATABASE.clear();
    shop = new Shop(DATABASE);
    log = Tables.purchaseLog();
    String table = Tables.erasures();
    erasures = new DynamoErasures(Tables.dynamo(), table);
    shop.platform.variables.put(PurchaseLogEnvironment.PURCHASE_LOG_TABLE, log);
    shop.platform.variables.putAll(new ErasureEnvironment(table).toMap());
    assertThat(shop.buyGems(ANN, "k1").status()).isBetween(200, 201);
    logged("2026-11-01T00:00:00.000Z#e1");
    logged(shop.platform.time.instant().toString().replace("Z", ".000Z") + "#e2");
    logged("2027-01-01T00:00:00.000Z#e3");
    erasures.begin(ANN, "id", shop.platform.time.instant());
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @Test
  void booksAndLogAreErasedAndThatIsConfirmed() {
    assertThat(
            new PaymentErasureHandler(shop.platform)
                .handleRequest(Map.of(), shop.platform.invocation(TimeLimit.TICK)))
        .containsEntry("done", 1)
        .containsEntry("failed", 0);

    assertErased();
    assertThat(
            new PaymentErasureHandler(shop.platform)
                .handleRequest(Map.of(), shop.platform.invocation(TimeLimit.TICK)))
        .containsEntry("done", 0);
  }

  /** Wherever the function ends, before or after a call of DynamoDB, the next run finishes. */
  @Test
  void whereverTheFunctionEndsTheNextRunFinishes() {
    int places = 0;
    boolean hit = true;
    for (int place = 0; hit; place++) {
      hit = false;
      for (boolean after : new boolean[] {false, true}) {
        begin();
        int[] calls = {0};
        int here = place;
        shop.platform.clients.put(
            DynamoDbClient.class,
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (_, method, arguments) -> {
                  boolean now = calls[0]++ == here;
                  if (now && !after) {
                    throw new EndOfFunction();
                  }
                  Object answer;
                  try {
                    answer = method.invoke(Tables.dynamo(), arguments);
                  } catch (InvocationTargetException e) {
                    throw Objects.requireNonNull(e.getCause());
                  }
                  if (now) {
                    throw new EndOfFunction();
                  }
                  return answer;
                }));
        Throwable end =
            catchThrowable(
                () ->
                    new PaymentErasureHandler(shop.platform)
                        .handleRequest(Map.of(), shop.platform.invocation(TimeLimit.TICK)));
        hit |= end instanceof EndOfFunction;
        shop.platform.clients.put(DynamoDbClient.class, Tables.dynamo());

        new PaymentErasureHandler(shop.platform)
            .handleRequest(Map.of(), shop.platform.invocation(TimeLimit.TICK));
        assertErased();
      }
      places += hit ? 1 : 0;
    }
    assertThat(places).isGreaterThan(3);
  }

  private static final class EndOfFunction extends Error {
    private static final long serialVersionUID = 1;
  }

  private void assertErased() {
    assertThat(DATABASE.texts("SELECT player FROM purchases"))
        .singleElement()
        .asString()
        .startsWith("erased:");
    assertThat(Tables.dynamo().scan(scan -> scan.tableName(log)).items())
        .as("what comes after the erasure stays")
        .singleElement()
        .satisfies(item -> assertThat(item.toString()).contains("#e3"));
    Erasure erasure = erasures.find(ANN).orElseThrow();
    assertThat(erasure.isDone(ErasurePart.PAYMENTS)).isTrue();
    assertThat(erasure.state(ErasurePart.PAYMENTS).named()).isPresent();
    assertThat(DATABASE.count("erasures")).isOne();
  }

  private void logged(String sortKey) {
    Tables.dynamo()
        .putItem(
            put ->
                put.tableName(log)
                    .item(
                        Map.of(
                            PurchaseLogTable.PARTITION_KEY,
                            AttributeValue.fromS("player#" + ANN),
                            PurchaseLogTable.SORT_KEY,
                            AttributeValue.fromS(sortKey))));
  }
}
