package io.gamekeeper.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.testing.VirtualTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Purchases that cost nothing, where players pay. After each test the ledger is sound. */
@Timeout(60)
final class TestPurchasesTest {
  private static final TestDatabase DATABASE = TestDatabase.create(2);

  private final VirtualTime clock = new VirtualTime(World.START);
  private final FakeStoreFront store = new FakeStoreFront(Store.APPLE);
  private final FakeAnnouncements bus = new FakeAnnouncements();
  private final Payments bounded = payments(new TestPurchases(Set.of("tess"), 3));

  @BeforeEach
  void begin() {
    DATABASE.clear();
  }

  @AfterEach
  void theLedgerIsSound() {
    assertThat(bounded.check().run()).isEmpty();
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @Test
  void whereNobodyMayItIsRefused() {
    Payments strict = payments(TestPurchases.NONE);

    assertThat(buy(strict, "ann", "gems-100"))
        .isEqualTo(new Refused(Refusal.RECEIPT_OF_ANOTHER_ENVIRONMENT));
    assertThat(DATABASE.count("purchases")).isZero();
  }

  @Test
  void whereOnlyTestersMayOthersAreRefused() {
    Payments strict = payments(new TestPurchases(Set.of("tess"), 0));

    assertThat(buy(strict, "ann", "gems-100"))
        .isEqualTo(new Refused(Refusal.RECEIPT_OF_ANOTHER_ENVIRONMENT));
    assertThat(buy(strict, "tess", "gems-100")).isInstanceOf(Granted.class);
  }

  @Test
  void itIsGrantedAndMarkedAndEarnsNothing() throws SQLException {
    Granted granted = (Granted) buy(bounded, "ann", "gems-100");
    bounded.relay().run(clock.instant().plus(Duration.ofMinutes(1)));

    assertThat(granted.grant().test()).isTrue();
    assertThat(bounded.inventories().of("ann").wallet())
        .containsExactly(new WalletLine("gems", 100, 0));
    assertThat(bus.published()).singleElement().matches(Announcement::test);
    assertThat(sum("SELECT COUNT(*) FROM ledger WHERE account IN ('revenue', 'store:apple')"))
        .isZero();
    assertThat(sum("SELECT SUM(amount) FROM ledger WHERE account = 'store:apple:test'"))
        .isEqualTo(119);
    DATABASE.execute("UPDATE ledger SET account = 'revenue' WHERE account = 'revenue:test'");
    assertThat(bounded.check().run())
        .extracting(Violation::rule)
        .containsExactly("is a test purchase and earns no money:EUR");
    DATABASE.execute("UPDATE ledger SET account = 'revenue:test' WHERE account = 'revenue'");
  }

  @Test
  void whoIsNoTesterMakesOneOfAProductADay() {
    assertThat(buy(bounded, "ann", "gems-100")).isInstanceOf(Granted.class);
    assertThat(buy(bounded, "ann", "gems-100")).isEqualTo(new Refused(Refusal.LIMIT_REACHED));
    assertThat(buy(bounded, "ann", "starter-pack")).isInstanceOf(Granted.class);
    clock.advance(Duration.ofDays(1));

    assertThat(buy(bounded, "ann", "gems-100")).isInstanceOf(Granted.class);
  }

  @Test
  void whoeverTheyAreTheyMakeNoMoreThanTheDaysNumber() {
    for (String player : List.of("ann", "bob", "cid")) {
      assertThat(buy(bounded, player, "gems-100")).isInstanceOf(Granted.class);
    }
    assertThat(buy(bounded, "dan", "gems-100")).isEqualTo(new Refused(Refusal.LIMIT_REACHED));
    assertThat(buy(bounded, "tess", "gems-100")).isInstanceOf(Granted.class);
    clock.advance(Duration.ofDays(1));

    assertThat(buy(bounded, "dan", "gems-100")).isInstanceOf(Granted.class);
  }

  @Test
  void testersMakeAsManyAsTheyLike() {
    for (int i = 0; i < 5; i++) {
      assertThat(buy(bounded, "tess", "starter-pack")).isInstanceOf(Granted.class);
    }
  }

  @Test
  void whatIsPaidCountsInNoBoundOfTests() {
    buy(bounded, "ann", "starter-pack");

    String paid = store.sell("starter-pack", clock.instant());
    Granted granted =
        (Granted)
            bounded.purchases().buy(World.paid("ann", "paid", "starter-pack", Store.APPLE, paid));

    assertThat(granted.grant().test()).isFalse();
  }

  @Test
  void aKeptReceiptThatIsOneTooManyIsRefusedForGood() {
    buy(bounded, "ann", "gems-100");
    String receipt = store.sellToTester("gems-100", clock.instant());
    PurchaseRequest request = World.paid("ann", "late", "gems-100", Store.APPLE, receipt);
    store.verifies(false);
    assertThat(bounded.purchases().buy(request)).isEqualTo(new Pending());
    store.verifies(true);
    clock.advance(Duration.ofMinutes(15));

    bounded.reconciler().run(clock.instant().plus(Duration.ofMinutes(1)));

    assertThat(bounded.purchases().buy(request)).isEqualTo(new Refused(Refusal.LIMIT_REACHED));
    assertThat(DATABASE.states()).containsExactlyInAnyOrder("executing", "refused");
  }

  @Test
  void itIsTakenBackLikeAnyOther() {
    String receipt = store.sellToTester("gems-100", clock.instant());
    bounded.purchases().buy(World.paid("ann", "k1", "gems-100", Store.APPLE, receipt));

    bounded.notices().keep(store.takeBack(receipt, clock.instant()), "raw");

    assertThat(bounded.inventories().of("ann").wallet()).isEmpty();
  }

  private PurchaseOutcome buy(Payments payments, String player, String sku) {
    String receipt = store.sellToTester(sku, clock.instant());
    return payments
        .purchases()
        .buy(World.paid(player, "key of " + receipt, sku, Store.APPLE, receipt));
  }

  private static long sum(String query) throws SQLException {
    try (Connection connection = DATABASE.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Payments payments(TestPurchases tests) {
    return Payments.on(
        DATABASE.source(),
        CatalogueFile.packaged(),
        clock,
        Payments.REAL_WAITING,
        new Random(7),
        List.of(store),
        tests,
        Map.of(),
        bus);
  }
}
