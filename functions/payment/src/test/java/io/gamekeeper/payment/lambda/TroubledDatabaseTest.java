package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.payment.database.DatabaseBreaker;
import io.gamekeeper.payment.lambda.Shop.Answer;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the database does, a player is answered before Lambda ends the invocation, a dead
 * database costs no waiting after the first request, and nothing is lost or granted twice.
 */
@Timeout(60)
final class TroubledDatabaseTest {
  private static final String SWORD = "{\"sku\":\"sword\",\"store\":\"wallet\"}";
  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

  private static TestDatabase database;

  private final TroubledDatabase.Trouble trouble = new TroubledDatabase.Trouble();
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
    shop =
        new Shop(
            database.source(),
            (platform, limits) ->
                new TroubledDatabase(platform.database(), platform, limits, trouble));
    assertThat(shop.buyGems("ann", "gems").status()).isEqualTo(201);
    trouble.calls = 0;
    trouble.connections = 0;
  }

  @Test
  void aLockThatIsHeldForLongIsAnsweredInTime() {
    trouble.failing = sql -> sql.contains("UPDATE wallets");
    trouble.failsAfter = LOCK_WAIT;
    trouble.error = 1205;
    Instant start = shop.platform.time.instant();

    Answer locked = shop.buy("ann", "k", SWORD);

    assertThat(locked.status()).isEqualTo(503);
    assertThat(locked.header("Retry-After")).isNotNull();
    assertThat(since(start)).isLessThan(TimeLimit.PLAYER.duration().dividedBy(2));
    trouble.failing = sql -> false;
    assertThat(shop.buy("ann", "k", SWORD).status()).isEqualTo(201);
    assertGranted("k");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whateverTakesAsLongAsItMayIsAnsweredInTime(int slowFrom) {
    StoreFront slow = new SlowStore(shop.apple, shop.platform);
    PurchasesHandler purchases = new PurchasesHandler(shop.platform, List.of(slow, shop.google));
    String receipt = shop.apple.sell("gems-100", shop.platform.time.instant());
    String body = "{\"sku\":\"gems-100\",\"store\":\"apple\",\"receipt\":\"" + receipt + "\"}";
    trouble.slowFrom = slowFrom;
    Instant start = shop.platform.time.instant();

    Answer answer =
        Answer.of(
            purchases.handleRequest(
                Requests.event(
                    "POST",
                    "/v1/purchases",
                    Map.of(),
                    Map.of(
                        "content-type",
                        "application/json",
                        "idempotency-key",
                        "k",
                        "authorization",
                        Shop.PLAYERS.bearer("ann", shop.platform.time.instant())),
                    body),
                shop.platform.invocation(TimeLimit.PLAYER)));

    assertThat(answer.status()).isIn(200, 201, 503);
    assertThat(since(start)).isLessThan(TimeLimit.PLAYER.duration());
    trouble.slowFrom = Integer.MAX_VALUE;
    shop.platform.time.advance(DatabaseBreaker.PAUSE);
    assertThat(shop.buy("ann", "k", body).status()).isIn(200, 201);
    assertGranted("k");
  }

  static IntStream calls() {
    return IntStream.range(0, 18);
  }

  @Test
  void aDeadDatabaseIsWaitedForOnceAndAskedOncePerPause() {
    trouble.dead = true;
    Instant start = shop.platform.time.instant();

    assertUnavailable(shop.buy("ann", "k", SWORD));
    assertThat(since(start)).isEqualTo(DatabaseLimits.PLAYERS.borrowing());
    for (int i = 0; i < 50; i++) {
      assertUnavailable(shop.buy("ann", "k" + i, SWORD));
      assertUnavailable(shop.inventory("ann"));
    }
    assertThat(since(start)).as("nobody waits").isEqualTo(DatabaseLimits.PLAYERS.borrowing());
    assertThat(trouble.connections).isOne();

    shop.platform.time.advance(DatabaseBreaker.PAUSE);
    Instant probed = shop.platform.time.instant();
    assertUnavailable(shop.buy("ann", "k", SWORD));
    assertUnavailable(shop.buy("ann", "k", SWORD));
    assertThat(since(probed)).isEqualTo(DatabaseLimits.PROBING.borrowing());

    trouble.dead = false;
    shop.platform.time.advance(DatabaseBreaker.PAUSE);
    assertThat(shop.buy("ann", "k", SWORD).status()).isEqualTo(201);
    assertGranted("k");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1021, 1026, 1030, 1114, 1290})
  void whileNothingCanBeWrittenPlayersAreToldToComeBackAndReadWhatTheyHave(int error) {
    int[] tried = {0};
    trouble.failing = sql -> !sql.contains("SELECT") && tried[0]++ >= 0;
    trouble.error = error;

    for (int i = 0; i < 10; i++) {
      assertUnavailable(shop.buy("ann", "k" + i, SWORD));
    }

    assertThat(tried[0]).as("two attempts of two purchases").isEqualTo(4);
    assertThat(shop.inventory("ann").status()).isEqualTo(200);
    trouble.failing = sql -> false;
    shop.platform.time.advance(DatabaseBreaker.PAUSE);
    assertThat(shop.buy("ann", "k0", SWORD).status()).isEqualTo(201);
    assertGranted("k0");
  }

  private Duration since(Instant start) {
    return Duration.between(start, shop.platform.time.instant());
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotNull();
  }

  private static void assertGranted(String key) {
    assertThat(database.states()).as("the gems and %s", key).hasSize(2);
    assertThat(database.count("outbox")).as("the events of both").isEqualTo(2);
  }

  /** Takes as long as any call may. */
  private record SlowStore(StoreFront front, FakePlatform platform) implements StoreFront {
    @Override
    public Store store() {
      return front.store();
    }

    @Override
    public Verification verify(Receipt receipt) {
      platform.time.advance(Telemetry.TIME_OF_A_CALL.minusSeconds(1));
      return front.verify(receipt);
    }

    @Override
    public void acknowledge(StorePurchase purchase) {
      platform.time.advance(Telemetry.TIME_OF_A_CALL.minusSeconds(1));
      front.acknowledge(purchase);
    }
  }
}
