package io.gamekeeper.payment;

import static io.gamekeeper.payment.World.paid;
import static io.gamekeeper.payment.World.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stores take back and reinstate. After each test the ledger is sound. */
@Timeout(60)
final class NoticesTest {
  private static final TestDatabase DATABASE = TestDatabase.create(4);

  private World world = new World(DATABASE);
  private String receipt = "";

  @BeforeEach
  void begin() {
    DATABASE.clear();
    world = new World(DATABASE);
    receipt = world.apple.sell("starter-pack", world.clock.instant());
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
  void aRefundTakesTheGoodsBackOnce() {
    buyStarterPack();
    StoreNotice notice = world.apple.takeBack(receipt, at(1));

    keep(notice);
    keep(notice);
    keep(world.apple.takeBack(receipt, at(2)));
    world.reconcile();

    assertThat(world.payments.inventories().of("ann"))
        .isEqualTo(new Inventory(List.of(), List.of()));
    assertThat(DATABASE.count("compensations")).isOne();
    world.relay();
    assertThat(world.bus.published())
        .extracting(Announcement::event)
        .containsExactly(GameEvent.PURCHASE_COMPLETED, GameEvent.PURCHASE_REFUNDED);
    assertThat(DATABASE.states()).containsExactly("compensated");
  }

  @Test
  void whatWasSpentIsOwedAndLaterCreditsPayItOff() {
    buyStarterPack();
    assertThat(world.buy(wallet("ann", "k2", "sword", 4))).isInstanceOf(Granted.class);

    keep(world.apple.takeBack(receipt, at(1)));

    assertThat(world.balance("ann", "gems")).isZero();
    assertThat(world.items("ann", "sword")).isEqualTo(4);
    world.giveGems("ann", "gems-100");
    assertThat(world.balance("ann", "gems")).isZero();
    world.giveGems("ann", "gems-500");
    assertThat(world.balance("ann", "gems")).isEqualTo(400);
  }

  @Test
  void whatIsOwedIsShownAndAnAnswerSaysHowMuchOfItPaidThat() {
    buyStarterPack();
    world.buy(wallet("ann", "k2", "sword", 4));
    keep(world.apple.takeBack(receipt, at(1)));
    assertThat(gems()).containsExactly(new WalletLine("gems", 0, 200));
    String smaller = world.apple.sell("gems-100", world.clock.instant());
    String larger = world.apple.sell("gems-500", world.clock.instant());

    Granted first = (Granted) world.buy(paid("ann", "k3", "gems-100", Store.APPLE, smaller));
    Granted second = (Granted) world.buy(paid("ann", "k4", "gems-500", Store.APPLE, larger));

    assertThat(first.grant().wallet()).containsExactly(new Credit("gems", 100));
    assertThat(first.grant().settled()).containsExactly(new Credit("gems", 100));
    assertThat(second.grant().settled()).containsExactly(new Credit("gems", 100));
    assertThat(gems()).containsExactly(new WalletLine("gems", 400, 0));
    assertThat(world.buy(paid("ann", "k3", "gems-100", Store.APPLE, smaller)))
        .isEqualTo(new Granted(first.grant(), true));
  }

  @Test
  void aRefundOfAGrantThatPaidADebtTakesAllOfTheGrant() {
    buyStarterPack();
    world.buy(wallet("ann", "k2", "sword", 4));
    keep(world.apple.takeBack(receipt, at(1)));
    String later = world.apple.sell("gems-500", world.clock.instant());
    world.buy(paid("ann", "k3", "gems-500", Store.APPLE, later));

    keep(world.apple.takeBack(later, at(2)));

    assertThat(gems()).containsExactly(new WalletLine("gems", 0, 200));
  }

  /** Of 250 gems, a sword and 5 potions. */
  @ParameterizedTest
  @CsvSource({
    "30000, 175, 1, 4",
    "15, 250, 1, 5",
    "399, 250, 1, 5",
    "400, 249, 1, 5",
    "20000, 200, 1, 4",
    "99999, 1, 1, 1",
    "100000, 0, 0, 0"
  })
  void aRefundOfAPartTakesThatPartRoundedDownAndWhatCannotBeDividedStays(
      int thousandths, long gems, long swords, long potions) {
    buyStarterPack();

    keep(world.apple.takeBack(receipt, new Share(thousandths, 100_000), at(1)));

    assertThat(world.balance("ann", "gems")).isEqualTo(gems);
    assertThat(world.items("ann", "sword")).isEqualTo(swords);
    assertThat(world.items("ann", "potion")).isEqualTo(potions);
  }

  @Test
  void partsAreNotAddedUpTheLastOneCounts() {
    buyStarterPack();
    keep(world.apple.takeBack(receipt, new Share(3, 10), at(1)));
    keep(world.apple.takeBack(receipt, new Share(3, 10), at(2)));
    assertThat(world.balance("ann", "gems")).isEqualTo(175);
    keep(world.apple.takeBack(receipt, new Share(8, 10), at(3)));
    assertThat(world.balance("ann", "gems")).isEqualTo(50);
    world.relay();
    assertThat(DATABASE.states()).containsExactly("committed");

    keep(world.apple.takeBack(receipt, at(4)));

    assertThat(world.payments.inventories().of("ann"))
        .isEqualTo(new Inventory(List.of(), List.of()));
    keep(world.apple.reinstate(receipt, at(5)));
    assertThat(world.balance("ann", "gems")).isEqualTo(250);
    world.relay();
    assertThat(world.bus.published())
        .extracting(Announcement::event)
        .containsExactly(
            GameEvent.PURCHASE_COMPLETED,
            GameEvent.PURCHASE_REFUNDED_IN_PART,
            GameEvent.PURCHASE_REFUNDED_IN_PART,
            GameEvent.PURCHASE_REFUNDED,
            GameEvent.PURCHASE_COMPLETED);
    assertThat(world.bus.published())
        .extracting(event -> event.takenBack().percent())
        .containsExactly(0.0, 30.0, 80.0, 100.0, 0.0);
  }

  @Test
  void aPartThatWasGivenBackBeforeTheReceiptCameIsTakenAfterTheGrant() {
    keep(world.apple.takeBack(receipt, new Share(3, 10), at(1)));

    buyStarterPack();
    world.reconcile();

    assertThat(world.balance("ann", "gems")).isEqualTo(175);
  }

  @Test
  void aReinstatedPaymentIsGrantedAgain() {
    buyStarterPack();
    keep(world.apple.takeBack(receipt, at(1)));

    keep(world.apple.reinstate(receipt, at(2)));

    assertThat(world.balance("ann", "gems")).isEqualTo(250);
    assertThat(world.items("ann", "sword")).isOne();
    world.relay();
    assertThat(world.bus.published()).extracting(Announcement::version).containsExactly(0, 1, 2);
    assertThat(DATABASE.states()).containsExactly("committed");
  }

  @Test
  void itMayGoBackAndForth() {
    buyStarterPack();
    for (int i = 1; i <= 6; i++) {
      keep(
          i % 2 == 1
              ? world.apple.takeBack(receipt, at(i))
              : world.apple.reinstate(receipt, at(i)));
    }

    assertThat(world.balance("ann", "gems")).isEqualTo(250);
    assertThat(DATABASE.count("compensations")).isEqualTo(6);
  }

  @Test
  void theStoresLaterWordCountsInWhateverOrderTheNoticesCome() {
    buyStarterPack();
    StoreNotice first = world.apple.takeBack(receipt, at(1));
    StoreNotice second = world.apple.reinstate(receipt, at(2));

    keep(second);
    keep(first);
    world.reconcile();

    assertThat(world.balance("ann", "gems")).isEqualTo(250);
    assertThat(DATABASE.count("compensations")).isZero();
  }

  @Test
  void aNoticeBeforeTheReceiptIsKeptAndTheReceiptRefused() {
    keep(world.apple.takeBack(receipt, at(1)));
    world.reconcile();
    world.apple.reinstate(receipt, at(2));

    assertThat(world.buy(paid("ann", "k1", "starter-pack", Store.APPLE, receipt)))
        .isEqualTo(new Refused(Refusal.PAYMENT_TAKEN_BACK));
    assertThat(DATABASE.count("purchases")).isZero();
    assertThat(DATABASE.count("notices")).isOne();
  }

  @Test
  void aReinstatementBeforeTheReceiptLetsItBeGranted() {
    keep(world.apple.takeBack(receipt, at(1)));
    keep(world.apple.reinstate(receipt, at(2)));

    buyStarterPack();
    world.reconcile();

    assertThat(world.balance("ann", "gems")).isEqualTo(250);
    assertThat(DATABASE.count("compensations")).isZero();
  }

  @Test
  void aRefundOfAPurchaseThatTheStoreDoesNotKnowToBeGrantedEndsIt() {
    world.apple.acknowledges(false);
    buyStarterPack();

    keep(world.apple.takeBack(receipt, at(1)));
    world.relay();

    assertThat(DATABASE.states()).containsExactly("compensated");
    world.apple.acknowledges(true);
    world.clock.advance(Duration.ofHours(1));
    assertThat(world.reconcile().acknowledged()).isZero();
  }

  @Test
  void googleIsAskedForWhatItTookBackAndAskedAgainForTheLastHour() {
    String paid = world.google.sell("gems-100", world.clock.instant());
    world.buy(paid("ann", "k1", "gems-100", Store.GOOGLE, paid));
    world.clock.advance(Duration.ofMinutes(10));
    assertThat(world.reconcile().takenBack()).isZero();
    // Listed late: it was taken back before the last look.
    world.google.takeBack(paid, world.clock.instant().minusSeconds(300));
    world.clock.advance(Duration.ofMinutes(10));

    assertThat(world.reconcile().takenBack()).isOne();
    assertThat(world.reconcile().takenBack()).isZero();
    assertThat(world.balance("ann", "gems")).isZero();
  }

  @Test
  void aNoticeThatSaysNothingIsKept() {
    keep(
        new StoreNotice(
            Store.APPLE, "n1", "TEST", world.clock.instant(), new StoreNotice.Nothing()));

    assertThat(DATABASE.count("notices")).isOne();
    assertThat(world.reconcile().takenBack()).isZero();
  }

  private List<WalletLine> gems() {
    return world.payments.inventories().of("ann").wallet();
  }

  private void buyStarterPack() {
    assertThat(world.buy(paid("ann", "k1", "starter-pack", Store.APPLE, receipt)))
        .isInstanceOf(Granted.class);
  }

  private void keep(StoreNotice notice) {
    world.payments.notices().keep(notice, "raw");
  }

  private static Instant at(int seconds) {
    return World.START.plusSeconds(seconds);
  }
}
