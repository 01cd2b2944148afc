package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.mysql.cj.jdbc.MysqlDataSource;
import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.OutcomeUnknownException;
import io.gamekeeper.payment.lambda.Shop.Answer;
import io.gamekeeper.payment.testing.FaultProxy;
import io.gamekeeper.payment.testing.MariaDb;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.testing.FakeContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** The functions that nobody waits for, on a real database. */
@Timeout(60)
final class BackgroundHandlersTest {
  private static TestDatabase database;

  private final Bus bus = new Bus();
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
    shop.platform.clients.put(EventBridgeClient.class, bus);
  }

  @Test
  void theRelayPublishesWhatWasBoughtAndLooksForMoreUntilItsShiftEnds() {
    OutboxRelayHandler relay = new OutboxRelayHandler(shop.platform);
    Answer bought = shop.buyGems("ann", "k1");
    Instant before = shop.platform.time.instant();

    Map<String, Object> answer = relay.handleRequest(Map.of(), new FakeContext(60_000));

    assertThat(answer).containsEntry("published", 1).containsEntry("failed", 0);
    assertThat(bus.published)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.detailType()).isEqualTo("purchase.completed");
              assertThat(event.detail())
                  .contains("\"purchaseId\":" + bought.body().get("purchaseId"))
                  .contains("\"traceId\":\"1-5c536348-3d683b8b04734faae651f476\"");
            });
    assertThat(Duration.between(before, shop.platform.time.instant()))
        .isEqualTo(Duration.ofSeconds(50));
    assertThat(database.states()).containsExactly("committed");
  }

  @Test
  void theRelayEndsInTimeWhenLittleIsLeft() {
    OutboxRelayHandler relay = new OutboxRelayHandler(shop.platform);
    Instant before = shop.platform.time.instant();

    relay.handleRequest(Map.of(), new FakeContext(10_500));

    assertThat(Duration.between(before, shop.platform.time.instant()))
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whatTheBusDoesNotTakeIsPublishedLater() {
    OutboxRelayHandler relay = new OutboxRelayHandler(shop.platform);
    shop.buyGems("ann", "k1");
    bus.refusals = 2;

    Map<String, Object> answer = relay.handleRequest(Map.of(), new FakeContext(60_000));

    assertThat(answer).containsEntry("published", 1).containsEntry("failed", 2);
    assertThat(bus.published).hasSize(1);
  }

  @Test
  void theLedgerCheckSaysWhatItReadAndFindsWhatIsWrong() {
    LedgerCheckHandler check = new LedgerCheckHandler(shop.platform);
    shop.buyGems("ann", "k1");
    Map<String, Object> sound = check.handleRequest(Map.of(), new FakeContext(900_000));
    assertThat(sound).containsEntry("found", 0).containsEntry("violations", List.of());
    assertThat(sound.get("checked"))
        .hasToString("{purchases=1, postings=2, wallets=1, items=0, limits=0}");

    database.execute("UPDATE wallets SET balance = balance + 1");

    Map<String, Object> broken = check.handleRequest(Map.of(), new FakeContext(900_000));
    assertThat(broken).containsEntry("found", 1);
    assertThat(broken)
        .extractingByKey("violations")
        .asString()
        .contains("table=wallets", "ann", "expected=100", "found=101");
  }

  @ParameterizedTest
  @MethodSource("inBackground")
  @Timeout(20)
  void aDatabaseThatFallsSilentIsSaidSoBeforeLambdaEndsTheInvocation(
      String name, Function<Platform, RequestHandler<Map<String, Object>, ?>> handler) {
    int millis = 2_000;
    AtomicInteger remaining = new AtomicInteger(900_000);
    try (FaultProxy way = new FaultProxy(MariaDb.shared().port())) {
      MysqlDataSource direct = database.direct();
      direct.setUrl(direct.getUrl().replace(":" + MariaDb.shared().port(), ":" + way.port()));
      shop.platform.database =
          new MysqlDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
              Connection connection = direct.getConnection();
              way.silence();
              remaining.set(millis);
              return connection;
            }
          };
      RequestHandler<Map<String, Object>, ?> function = handler.apply(shop.platform);
      long start = System.nanoTime();

      assertThatThrownBy(() -> function.handleRequest(Map.of(), new FakeContext(remaining::get)))
          .as(name)
          .isInstanceOfAny(LedgerUnavailableException.class, OutcomeUnknownException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(millis));
    }
  }

  static Stream<Arguments> inBackground() {
    return Stream.of(
        background("ledger-check", LedgerCheckHandler::new),
        background("outbox-relay", OutboxRelayHandler::new),
        background("payment-reconciler", PaymentReconcilerHandler::new));
  }

  private static Arguments background(
      String name, Function<Platform, RequestHandler<Map<String, Object>, ?>> handler) {
    return Arguments.of(name, handler);
  }

  private static final class Bus implements EventBridgeClient {
    final List<PutEventsRequestEntry> published = new ArrayList<>();
    int refusals;

    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
      List<PutEventsResultEntry> results = new ArrayList<>();
      for (PutEventsRequestEntry entry : request.entries()) {
        if (refusals > 0) {
          refusals--;
          results.add(PutEventsResultEntry.builder().errorCode("InternalFailure").build());
        } else {
          published.add(entry);
          results.add(PutEventsResultEntry.builder().eventId("bus-id").build());
        }
      }
      return PutEventsResponse.builder().entries(results).build();
    }

    @Override
    public String serviceName() {
      return "events";
    }

    @Override
    public void close() {}
  }
}
