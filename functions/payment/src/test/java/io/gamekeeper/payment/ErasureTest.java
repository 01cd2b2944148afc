package io.gamekeeper.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.database.MySqlPayments;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The erasure of a player from the books, on a real database. */
final class ErasureTest {
  private static final TestDatabase DATABASE = TestDatabase.create(8);
  private static final String ANN = "ann-4711";
  private static final String BOB = "bob-0815";
  private static final String NOBODY = "erased:1";

  private World world = new World(DATABASE);

  @BeforeEach
  void begin() {
    DATABASE.clear();
    world = new World(DATABASE);
  }

  @AfterEach
  void theLedgerIsSound() {
    assertThat(world.violations()).isEmpty();
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @Test
  void noTableNamesAnErasedPlayer() {
    play(ANN);
    play(BOB);
    long lines = DATABASE.count("ledger");

    assertThat(erase("e1")).isPresent();

    assertThat(rowsThatName(ANN)).isEmpty();
    assertThat(rowsThatName(BOB)).hasSizeGreaterThan(5);
    assertThat(DATABASE.count("ledger")).isEqualTo(lines);
    assertThat(world.balance(BOB, "gems")).isPositive();
    assertThat(world.payments.inventories().of(ANN)).isEqualTo(new Inventory(List.of(), List.of()));
    world.relay();
    assertThat(world.bus.published().toString()).doesNotContain(ANN).contains(BOB, NOBODY);
  }

  @Test
  void whatIsBoughtLaterIsOfANewPlayerAndStaysWhenTheErasureIsRepeated() {
    play(ANN);
    erase("e1");
    world.giveGems(ANN, "gems-500");
    long gems = world.balance(ANN, "gems");

    assertThat(erase("e1")).isPresent();

    assertThat(world.balance(ANN, "gems")).isEqualTo(gems).isPositive();
    assertThat(erase("e2", "erased:2")).isPresent();
    assertThat(rowsThatName(ANN)).isEmpty();
  }

  @Test
  void aRefundAfterTheErasureFindsItsPurchase() {
    String receipt = world.apple.sell("gems-500", world.clock.instant());
    world.buy(World.paid(ANN, "k", "gems-500", Store.APPLE, receipt));
    erase("e1");

    world.payments.notices().keep(world.apple.takeBack(receipt, world.clock.instant()), "raw");
    world.reconcile();

    assertThat(DATABASE.count("compensations")).isOne();
    assertThat(world.balance(NOBODY, "gems")).isZero();
    assertThat(rowsThatName(ANN)).isEmpty();
  }

  @Test
  void aReceiptIsNotGrantedAgainAfterTheErasure() {
    String receipt = world.apple.sell("gems-500", world.clock.instant());
    PurchaseRequest request = World.paid(ANN, "k", "gems-500", Store.APPLE, receipt);
    world.buy(request);
    erase("e1");

    assertThat(world.buy(request)).isNotInstanceOf(PurchaseOutcome.Granted.class);
    assertThat(world.balance(ANN, "gems")).isZero();
  }

  @Test
  void anUndecidedPurchaseIsWaitedFor() {
    play(ANN);
    world.apple.verifies(false);
    String receipt = world.apple.sell("gems-500", world.clock.instant());
    world.buy(World.paid(ANN, "late", "gems-500", Store.APPLE, receipt));

    assertThat(erase("e1")).isEmpty();
    assertThat(rowsThatName(ANN)).isNotEmpty();
    assertThat(DATABASE.count("erasures")).isZero();

    world.apple.verifies(true);
    world.clock.advance(Duration.ofHours(1));
    world.reconcile();
    assertThat(erase("e1")).isPresent();
    assertThat(rowsThatName(ANN)).isEmpty();
  }

  @Test
  void ofNobodyThereIsNothingToErase() {
    assertThat(erase("e1")).isPresent();
  }

  /** Purchases go on meanwhile: each is wholly the old player's or wholly the new one's. */
  @Test
  void purchasesMeanwhileBelongToOneOrTheOther() throws Exception {
    try (ExecutorService buyers = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 15; round++) {
        int number = round;
        world.giveGems(ANN, "gems-500");
        List<Future<?>> all =
            List.of(
                buyers.submit(() -> world.giveGems(ANN, "gems-500")),
                buyers.submit(() -> world.buy(World.wallet(ANN, "w" + number, "sword", 1))),
                buyers.submit(() -> world.relay()),
                buyers.submit(() -> erase("e" + number, "erased:" + number)));
        for (Future<?> each : all) {
          each.get();
        }
        assertThat(world.violations()).isEmpty();
      }
    }
    erase("last", "erased:last");
    assertThat(rowsThatName(ANN)).isEmpty();
  }

  /** Whichever statement the connection is lost at, before or after: the next call finishes. */
  @Test
  void whereverTheDatabaseIsLostTheNextCallFinishes() {
    int places = 0;
    boolean hit = true;
    for (int place = 0; hit; place++) {
      hit = false;
      for (boolean after : new boolean[] {false, true}) {
        DATABASE.clear();
        world = new World(DATABASE);
        play(ANN);
        int[] calls = {0};
        int here = place;
        boolean[] lost = {false};
        DataSource source =
            losing(
                () -> {
                  boolean now = calls[0]++ == here;
                  lost[0] |= now;
                  return now;
                },
                after);
        if (place >= 0) {
          try {
            records(source).erase("e1", ANN, NOBODY, world.clock);
          } catch (LedgerUnavailableException | OutcomeUnknownException e) {
            assertThat(lost[0]).isTrue();
          }
        }
        hit |= lost[0];
        assertThat(world.violations()).isEmpty();

        assertThat(erase("e1", "erased:again")).isPresent();
        assertThat(rowsThatName(ANN)).as("place %d, after: %s", place, after).isEmpty();
        assertThat(DATABASE.count("erasures")).isOne();
      }
      places += hit ? 1 : 0;
    }
    assertThat(places).isGreaterThan(8);
  }

  @Test
  void anExportHasThePurchasesWithTheirPostings() {
    play(ANN);

    List<PlayerRecords.Bought> first = records().purchases(ANN, "", 1);
    List<PlayerRecords.Bought> rest = records().purchases(ANN, first.getFirst().id(), 10);

    assertThat(first).hasSize(1);
    assertThat(rest).hasSize(1);
    assertThat(first.getFirst().ledger()).isNotEmpty();
    assertThat(List.of(first.getFirst().sku(), rest.getFirst().sku()))
        .containsExactlyInAnyOrder("gems-500", "sword");
    assertThat(records().purchases(ANN, rest.getFirst().id(), 10)).isEmpty();
  }

  private void play(String player) {
    world.giveGems(player, "gems-500");
    world.buy(World.wallet(player, "of " + player, "sword", 1));
    world.payments.notices();
  }

  private Optional<Instant> erase(String id) {
    return erase(id, NOBODY);
  }

  private Optional<Instant> erase(String id, String nobody) {
    return records().erase(id, ANN, nobody, world.clock);
  }

  private static PlayerRecords records() {
    return records(DATABASE.source());
  }

  private static PlayerRecords records(DataSource source) {
    return new MySqlPayments(source, Payments.REAL_WAITING, new Random(7)).players();
  }

  /** All rows of all tables in which a text is, whatever the column. */
  private static List<String> rowsThatName(String text) {
    return DATABASE
        .texts(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_name <> 'flyway_schema_history'")
        .stream()
        .flatMap(
            table -> {
              String columns =
                  String.join(
                      ", ",
                      DATABASE.texts(
                          "SELECT CONCAT('COALESCE(CAST(', column_name, ' AS CHAR), '''')')"
                              + " FROM information_schema.columns WHERE table_schema = DATABASE()"
                              + " AND table_name = '"
                              + table
                              + "'"));
              return DATABASE
                  .texts("SELECT CONCAT_WS('|', " + columns + ") FROM " + table)
                  .stream();
            })
        .filter(row -> row.contains(text))
        .toList();
  }

  private interface Moment {
    boolean isNow();
  }

  /** A source whose connections are lost at a statement or at the commit. */
  private static DataSource losing(Moment moment, boolean after) {
    return (DataSource)
        proxy(
            DataSource.class,
            (method, call) -> {
              Object connection = call.get();
              return method.equals("getConnection")
                  ? proxy(
                      Connection.class,
                      (name, inner) -> {
                        boolean counts = name.equals("prepareStatement") || name.equals("commit");
                        boolean now = counts && moment.isNow();
                        if (now && !after) {
                          throw new SQLException("lost", "08S01");
                        }
                        Object answer = inner.get();
                        if (now) {
                          throw new SQLException("lost", "08S01");
                        }
                        return answer;
                      },
                      connection)
                  : connection;
            },
            DATABASE.source());
  }

  private interface Call {
    Object get() throws Throwable;
  }

  private interface Around {
    Object call(String method, Call call) throws Throwable;
  }

  private static Object proxy(Class<?> type, Around around, Object target) {
    return Proxy.newProxyInstance(
        ErasureTest.class.getClassLoader(),
        new Class<?>[] {type},
        (_, method, arguments) ->
            around.call(
                method.getName(),
                () -> {
                  try {
                    return method.invoke(target, arguments);
                  } catch (InvocationTargetException e) {
                    throw Objects.requireNonNull(e.getCause());
                  }
                }));
  }
}
