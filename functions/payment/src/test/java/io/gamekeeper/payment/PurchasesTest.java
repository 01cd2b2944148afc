package io.gamekeeper.payment;

import static io.gamekeeper.payment.World.paid;
import static io.gamekeeper.payment.World.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.PurchaseOutcome.CannotPay;
import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.KeyReused;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes of requests, one at a time. After each test the ledger is sound. */
@Timeout(60)
final class PurchasesTest {
  private static final TestDatabase DATABASE = TestDatabase.create(4);

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
  void aReceiptGivesGoodsOnceAndTheStoreLearnsOfIt() {
    String receipt = world.apple.sell("starter-pack", world.clock.instant());

    PurchaseOutcome outcome = world.buy(paid("ann", "k1", "starter-pack", Store.APPLE, receipt));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Granted.class,
            granted -> {
              assertThat(granted.repeated()).isFalse();
              assertThat(granted.grant().price()).isEqualTo(new Price("EUR", 299));
              assertThat(granted.grant().wallet()).containsExactly(new Credit("gems", 250));
              assertThat(granted.grant().items())
                  .containsExactly(new ItemLine("sword", 1), new ItemLine("potion", 5));
            });
    assertThat(world.payments.inventories().of("ann"))
        .isEqualTo(
            new Inventory(
                List.of(new WalletLine("gems", 250, 0)),
                List.of(new InventoryLine("potion", 5, 0), new InventoryLine("sword", 1, 0))));
    assertThat(world.apple.acknowledged()).containsExactly(receipt);
  }

  @Test
  void theWalletPays() {
    world.giveGems("ann", "gems-100");

    PurchaseOutcome outcome = world.buy(wallet("ann", "k1", "potion", 3));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Granted.class,
            granted -> {
              assertThat(granted.grant().price()).isEqualTo(new Price("gems", 15));
              assertThat(granted.grant().quantity()).isEqualTo(3);
            });
    assertThat(world.balance("ann", "gems")).isEqualTo(85);
    assertThat(world.items("ann", "potion")).isEqualTo(3);
  }

  @Test
  void aRepeatIsAnsweredAsTheFirstTime() {
    world.giveGems("ann", "gems-100");
    Granted first = (Granted) world.buy(wallet("ann", "k1", "sword", 1));

    PurchaseOutcome again = world.buy(wallet("ann", "k1", "sword", 1));

    assertThat(again).isEqualTo(new Granted(first.grant(), true));
    assertThat(world.balance("ann", "gems")).isEqualTo(50);
    assertThat(world.items("ann", "sword")).isOne();
  }

  @Test
  void aRepeatIsAnsweredAfterTheSaleIsOverAndWhenTheStoreIsSilent() {
    world.clock.advance(Duration.between(World.START, Instant.parse("2026-12-24T00:00:00Z")));
    world.giveGems("ann", "gems-500");
    world.buy(wallet("ann", "k1", "winter-skin", 1));
    String receipt = world.google.sell("winter-skin", world.clock.instant());
    world.buy(paid("ann", "k2", "winter-skin", Store.GOOGLE, receipt));
    world.clock.advance(Duration.ofDays(30));
    world.google.verifies(false);

    assertThat(world.buy(wallet("ann", "k1", "winter-skin", 1)))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isTrue());
    assertThat(world.buy(paid("ann", "k2", "winter-skin", Store.GOOGLE, receipt)))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isTrue());
    assertThat(world.buy(wallet("ann", "k3", "winter-skin", 1)))
        .isEqualTo(new Refused(Refusal.NOT_ON_SALE));
    assertThat(world.items("ann", "winter-skin")).isEqualTo(2);
  }

  @Test
  void aKeyNamesOneRequest() {
    world.giveGems("ann", "gems-100");
    world.buy(wallet("ann", "k1", "sword", 1));
    String receipt = world.apple.sell("gems-100", world.clock.instant());

    assertThat(world.buy(wallet("ann", "k1", "potion", 1))).isEqualTo(new KeyReused());
    assertThat(world.buy(wallet("ann", "k1", "sword", 2))).isEqualTo(new KeyReused());
    assertThat(world.buy(wallet("ann", "k1", "unknown", 1))).isEqualTo(new KeyReused());
    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt)))
        .isEqualTo(new KeyReused());
    assertThat(world.balance("ann", "gems")).isEqualTo(50);
  }

  @Test
  void keysOfTwoPlayersAndKeysThatDifferInCaseOrSpacesAreTwoKeys() {
    world.giveGems("ann", "gems-100");
    world.giveGems("bob", "gems-100");

    for (String key : List.of("k", "K", "k ", " k")) {
      assertThat(world.buy(wallet("ann", key, "potion", 1)))
          .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isFalse());
    }
    assertThat(world.buy(wallet("bob", "k", "potion", 1)))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isFalse());
    assertThat(world.items("ann", "potion")).isEqualTo(4);
  }

  @Test
  void playersThatDifferInCaseAreTwoPlayers() {
    world.giveGems("ann", "gems-100");

    assertThat(world.buy(wallet("Ann", "k1", "sword", 1))).isEqualTo(new CannotPay());
  }

  @Test
  void aWalletIsNeverOverdrawn() {
    world.giveGems("ann", "gems-100");

    assertThat(world.buy(wallet("ann", "k1", "sword", 2))).isInstanceOf(Granted.class);
    assertThat(world.buy(wallet("ann", "k2", "sword", 1))).isEqualTo(new CannotPay());
    assertThat(world.buy(wallet("nobody", "k2", "sword", 1))).isEqualTo(new CannotPay());
    assertThat(world.payments.inventories().of("ann").wallet()).isEmpty();
  }

  @Test
  void whatIsRefusedMayBeTriedAgainWithTheSameKey() {
    assertThat(world.buy(wallet("ann", "k1", "sword", 1))).isEqualTo(new CannotPay());
    world.giveGems("ann", "gems-100");

    assertThat(world.buy(wallet("ann", "k1", "sword", 1)))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isFalse());
  }

  @Test
  void aLifetimeLimitHolds() {
    world.giveGems("ann", "gems-1200");
    world.giveGems("ann", "gems-1200");

    assertThat(world.buy(wallet("ann", "k1", "season-pass", 1))).isInstanceOf(Granted.class);
    world.clock.advance(Duration.ofDays(400));
    assertThat(world.buy(wallet("ann", "k2", "season-pass", 1)))
        .isEqualTo(new Refused(Refusal.LIMIT_REACHED));
    assertThat(world.balance("ann", "gems")).isEqualTo(1600);
  }

  @Test
  void aDailyLimitBeginsAnewAtMidnightUtc() {
    world.giveGems("ann", "gems-500");

    assertThat(world.buy(wallet("ann", "k1", "daily-chest", 2))).isInstanceOf(Granted.class);
    assertThat(world.buy(wallet("ann", "k2", "daily-chest", 2)))
        .isEqualTo(new Refused(Refusal.LIMIT_REACHED));
    assertThat(world.buy(wallet("ann", "k3", "daily-chest", 1))).isInstanceOf(Granted.class);
    world.clock.advance(Duration.ofHours(14));
    assertThat(world.buy(wallet("ann", "k4", "daily-chest", 3))).isInstanceOf(Granted.class);
  }

  @Test
  void whatIsPaidIsGrantedBeyondALimitAndCounted() {
    for (String key : List.of("k1", "k2")) {
      String receipt = world.apple.sell("starter-pack", world.clock.instant());
      assertThat(world.buy(paid("ann", key, "starter-pack", Store.APPLE, receipt)))
          .isInstanceOf(Granted.class);
    }

    assertThat(world.items("ann", "sword")).isEqualTo(2);
  }

  @Test
  void theStoreSaysHowManyWerePaid() {
    String receipt =
        world.google.sell("gems-100", 3, Optional.of(new Price("EUR", 297)), world.clock.instant());

    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.GOOGLE, receipt)))
        .isInstanceOfSatisfying(
            Granted.class, g -> assertThat(g.grant().price()).isEqualTo(new Price("EUR", 297)));
    assertThat(world.balance("ann", "gems")).isEqualTo(300);
  }

  @Test
  void aSaleCountsByTheTimeOfPayment() {
    String inTime = world.apple.sell("winter-skin", Instant.parse("2027-01-06T23:59:59.999Z"));
    String late = world.apple.sell("winter-skin", Instant.parse("2027-01-07T00:00:00Z"));
    world.clock.advance(Duration.between(World.START, Instant.parse("2027-01-08T00:00:00Z")));

    assertThat(world.buy(paid("ann", "k1", "winter-skin", Store.APPLE, inTime)))
        .isInstanceOf(Granted.class);
    assertThat(world.buy(paid("ann", "k2", "winter-skin", Store.APPLE, late)))
        .isEqualTo(new Refused(Refusal.NOT_ON_SALE));
  }

  @Test
  void theWalletSellsAtThePriceThatWasShown() {
    world.giveGems("ann", "gems-100");
    PurchaseRequest swords = wallet("ann", "k1", "sword", 2);

    assertThat(world.buy(shown(swords, new Price("gems", 50))))
        .isEqualTo(new Refused(Refusal.PRICE_MISMATCH));
    assertThat(world.buy(shown(swords, new Price("gems", 100)))).isInstanceOf(Granted.class);
  }

  /**
   * An offer, a trial, an old price, a currency that nobody listed: the receipt says what it was.
   */
  @ParameterizedTest
  @CsvSource({"EUR, 99", "EUR, 59", "EUR, 9", "EUR, 0", "USD, 119", "JPY, 160", "SEK, 990"})
  void whateverTheReceiptSaysWasPaidIsGrantedAndRecorded(String currency, long minorUnits) {
    Price paid = new Price(currency, minorUnits);
    String receipt = world.apple.sell("gems-100", 1, Optional.of(paid), world.clock.instant());

    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt)))
        .isInstanceOfSatisfying(
            Granted.class, granted -> assertThat(granted.grant().price()).isEqualTo(paid));
    assertThat(world.balance("ann", "gems")).isEqualTo(100);
  }

  /** The store has sold: what the game's client says beside the receipt refuses nothing. */
  @ParameterizedTest
  @CsvSource({
    "1, EUR, 119",
    "12, EUR, 1428",
    "1, SEK, 990",
    "1, EUR, 59",
    "1, EUR, 0",
    "2147483647, USD, 1"
  })
  void theClientsQuantityAndShownPriceDecideNothingAboutAReceipt(
      int quantity, String currency, long shown) {
    Price paid = new Price("SEK", 2970);
    String receipt = world.google.sell("gems-100", 3, Optional.of(paid), world.clock.instant());

    PurchaseOutcome outcome =
        world.buy(
            new PurchaseRequest(
                "ann",
                "k1",
                "gems-100",
                Store.GOOGLE,
                quantity,
                Optional.of(new Price(currency, shown)),
                Optional.of(receipt)));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Granted.class,
            granted -> {
              assertThat(granted.grant().quantity()).isEqualTo(3);
              assertThat(granted.grant().price()).isEqualTo(paid);
            });
    assertThat(world.balance("ann", "gems")).isEqualTo(300);
  }

  /** The shown price may choose among the catalogue's; revenue is never what a client made up. */
  @ParameterizedTest
  @CsvSource({"USD, 198, USD, 198", "EUR, 198, EUR, 198", "EUR, 1, EUR, 238", "SEK, 990, EUR, 238"})
  void whereTheReceiptHasNoPriceOneOfTheCatalogueIsRecorded(
      String currency, long shown, String recordedCurrency, long recorded) {
    String receipt = world.google.sell("gems-100", 2, Optional.empty(), world.clock.instant());

    assertThat(
            world.buy(
                shown(
                    paid("ann", "k1", "gems-100", Store.GOOGLE, receipt),
                    new Price(currency, shown))))
        .isInstanceOfSatisfying(
            Granted.class,
            granted ->
                assertThat(granted.grant().price())
                    .isEqualTo(new Price(recordedCurrency, recorded)));
  }

  @ParameterizedTest
  @CsvSource({"EUR, 99, true", "EUR, 297, true", "EUR, 9, false", "SEK, 990, true"})
  void aReceiptAtAPriceThatTheCatalogueDoesNotHaveIsNoticed(
      String currency, long minorUnits, boolean listed) {
    Price paid = new Price(currency, minorUnits);
    String receipt = world.apple.sell("gems-100", 3, Optional.of(paid), world.clock.instant());
    Granted granted = (Granted) world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));

    assertThat(world.payments.purchases().isPriceListed(granted.grant())).isEqualTo(listed);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown, wallet, 1, , unknown-sku",
    "sword, apple, 1, apple-1, not-sold-here",
    "gems-100, wallet, 1, , not-sold-here",
    "sword, wallet, 0, , quantity-out-of-bounds",
    "sword, wallet, -1, , quantity-out-of-bounds",
    "sword, wallet, 11, , quantity-out-of-bounds",
    "sword, wallet, 2147483647, , quantity-out-of-bounds",
    "sword, wallet, 1, apple-1, receipt-unexpected",
    "gems-100, apple, 1, , receipt-unexpected",
    "gems-100, apple, 1, no-receipt, receipt-forged",
    "gems-500, apple, 1, apple-1, receipt-of-another-product",
  })
  void whatCannotBeBoughtIsRefusedAndNothingIsWritten(
      String sku, String store, int quantity, String receipt, String reason) {
    world.apple.sell("gems-100", world.clock.instant());

    PurchaseOutcome outcome =
        world.buy(
            new PurchaseRequest(
                "ann",
                "k1",
                sku,
                Store.of(store).orElseThrow(),
                quantity,
                Optional.empty(),
                Optional.ofNullable(receipt)));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason().code()).isEqualTo(reason));
    assertThat(DATABASE.count("purchases")).isZero();
  }

  @Test
  void aReceiptThatIsTooLargeIsRefused() {
    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.APPLE, "é".repeat(16 * 1024 + 1))))
        .isEqualTo(new Refused(Refusal.RECEIPT_TOO_LARGE));
  }

  @Test
  void aPaymentIsGrantedToOnePlayerAndUnderOneKey() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    Granted first = (Granted) world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));

    assertThat(world.buy(paid("ann", "k2", "gems-100", Store.APPLE, receipt)))
        .isEqualTo(new Granted(first.grant(), true));
    assertThat(world.buy(paid("bob", "k1", "gems-100", Store.APPLE, receipt)))
        .isEqualTo(new Refused(Refusal.RECEIPT_REPLAYED));
    assertThat(world.balance("ann", "gems")).isEqualTo(100);
    assertThat(world.balance("bob", "gems")).isZero();
  }

  /**
   * A signature goes on to say that it was paid: with the backup provider nothing else is asked.
   */
  @Test
  void aPaymentThatWasTakenBackIsRefusedUnderAnotherKeyWhateverTheProviderSays() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    Granted first = (Granted) world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));
    world.payments.notices().keep(world.apple.takeBack(receipt, World.START.plusSeconds(1)), "");
    PurchaseRequest again = paid("ann", "k2", "gems-100", Store.APPLE, receipt);
    PurchaseOutcome byTheServer = world.buy(again);
    world.apple.forgets(receipt);

    PurchaseOutcome byTheSignature = world.buy(again);

    assertThat(byTheSignature)
        .isEqualTo(byTheServer)
        .isEqualTo(new Refused(Refusal.PAYMENT_TAKEN_BACK));
    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt)))
        .isEqualTo(new Granted(first.grant(), true));
    assertThat(world.balance("ann", "gems")).isZero();
  }

  @Test
  void aKeptReceiptOfAPaymentThatWasTakenBackIsRefused() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));
    world.apple.verifies(false);
    PurchaseRequest again = paid("ann", "k2", "gems-100", Store.APPLE, receipt);
    assertThat(world.buy(again)).isEqualTo(new Pending());
    world.payments.notices().keep(world.apple.takeBack(receipt, World.START.plusSeconds(1)), "");
    world.apple.forgets(receipt);
    world.apple.verifies(true);

    assertThat(world.buy(again)).isEqualTo(new Refused(Refusal.PAYMENT_TAKEN_BACK));
    assertThat(world.buy(again)).isEqualTo(new Refused(Refusal.PAYMENT_TAKEN_BACK));
  }

  @Test
  void aReceiptThatCannotBeCheckedIsKeptAndGrantedByTheNextRequest() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    PurchaseRequest request = paid("ann", "k1", "gems-100", Store.APPLE, receipt);
    world.apple.verifies(false);

    assertThat(world.buy(request)).isEqualTo(new Pending());
    assertThat(world.buy(request)).isEqualTo(new Pending());
    assertThat(world.buy(paid("ann", "k1", "gems-500", Store.APPLE, receipt)))
        .isEqualTo(new KeyReused());
    world.apple.verifies(true);
    assertThat(world.buy(request))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isFalse());
    assertThat(world.buy(request))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isTrue());
    assertThat(world.balance("ann", "gems")).isEqualTo(100);
  }

  @Test
  void aPaymentThatTheStoreTookBackIsRefused() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    StoreNotice notice = world.apple.takeBack(receipt, world.clock.instant());
    world.payments.notices().keep(notice, "raw");
    // The store's verification may be older than its notice.
    world.apple.reinstate(receipt, world.clock.instant());

    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt)))
        .isEqualTo(new Refused(Refusal.PAYMENT_TAKEN_BACK));
    assertThat(world.balance("ann", "gems")).isZero();
  }

  @Test
  void onePurchaseHasOneTraceFromTheRequestToItsEvents() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));
    world.payments.notices().keep(world.apple.takeBack(receipt, World.START.plusSeconds(1)), "");

    world.relay();

    assertThat(world.bus.published())
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.trace()).startsWith("trace-"))
        .extracting(Announcement::trace)
        .containsOnly(world.bus.published().getFirst().trace());
  }

  private static PurchaseRequest shown(PurchaseRequest request, Price price) {
    return new PurchaseRequest(
        request.player(),
        request.key(),
        request.sku(),
        request.store(),
        request.quantity(),
        Optional.of(price),
        request.receipt());
  }
}
