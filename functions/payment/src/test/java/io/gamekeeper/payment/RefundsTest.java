package io.gamekeeper.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the catalogue's rules make of refunds, in any sequence. After each the ledger is sound. */
@Timeout(120)
final class RefundsTest {
  private static final int SEQUENCES = 25;
  private static final TestDatabase DATABASE = TestDatabase.create(2);

  private VirtualTime clock = new VirtualTime(World.START);
  private FakeStoreFront store = new FakeStoreFront(Store.GOOGLE);

  @BeforeEach
  void begin() {
    DATABASE.clear();
    clock = new VirtualTime(World.START);
    store = new FakeStoreFront(Store.GOOGLE);
  }

  @AfterEach
  void theLedgerIsSound() {
    assertThat(payments("proportional", "owed").check().run()).isEmpty();
  }

  @AfterAll
  static void end() {
    DATABASE.close();
  }

  @ParameterizedTest
  @CsvSource({
    "proportional, 70, 3",
    "everything, 0, 0",
    "nothing, 100, 3",
  })
  void theCatalogueSaysWhatAPartTakes(String partial, long gems, long swords) {
    Payments payments = payments(partial, "owed");
    String paid = buy(payments, "k1", 1);

    keep(payments, store.takeBack(paid, new Share(30, 100), clock.instant()));

    assertThat(gems(payments)).isEqualTo(new WalletLine("gems", gems, 0));
    assertThat(swords(payments)).isEqualTo(swords);
    keep(payments, store.takeBack(paid, clock.instant()));
    assertThat(payments.inventories().of("ann")).isEqualTo(new Inventory(List.of(), List.of()));
  }

  @Test
  void oneOfThreePiecesTakesAThirdOfEverything() {
    Payments payments = payments("proportional", "owed");
    String paid = buy(payments, "k1", 3);

    keep(payments, store.takeBack(paid, new Share(1, 3), clock.instant()));

    assertThat(gems(payments)).isEqualTo(new WalletLine("gems", 200, 0));
    assertThat(swords(payments)).isEqualTo(6);
  }

  /** 100 gems, 80 spent: 20 are there. */
  @Test
  void whatIsSpentIsForgivenWhereTheCatalogueSaysSo() {
    Payments payments = payments("proportional", "forgiven");
    String paid = buy(payments, "k1", 1);
    spend(payments, "k2", 80);

    keep(payments, store.takeBack(paid, new Share(30, 100), clock.instant()));
    assertThat(payments.inventories().of("ann").wallet()).isEmpty();
    keep(payments, store.takeBack(paid, clock.instant()));
    assertThat(payments.inventories().of("ann").wallet()).isEmpty();
    buy(payments, "k3", 1);
    assertThat(gems(payments)).isEqualTo(new WalletLine("gems", 100, 0));

    keep(payments, store.reinstate(paid, clock.instant()));

    assertThat(gems(payments)).isEqualTo(new WalletLine("gems", 120, 0));
    assertThat(swords(payments)).isEqualTo(6);
  }

  /**
   * Words of a store in any order, any number of times, some of the same instant: what the player
   * has in the end follows from the latest alone, and never was more taken than was granted.
   */
  @ParameterizedTest
  @CsvSource({"proportional, owed", "everything, owed", "nothing, owed", "proportional, forgiven"})
  void theLatestWordDecidesInWhateverOrderTheWordsCome(String partial, String spent) {
    for (int seed = 0; seed < SEQUENCES; seed++) {
      begin();
      Random random = new Random(seed);
      Payments payments = payments(partial, spent);
      int quantity = 1 + random.nextInt(4);
      String paid = buy(payments, "k1", quantity);
      List<StoreNotice> words = words(paid, quantity, random);
      Share last = last(words);
      Share ofGoods =
          new RefundRule(
                  RefundRule.Partial.valueOf(partial.toUpperCase(Locale.ROOT)),
                  RefundRule.Spent.OWED)
              .ofGoods(last);
      List<StoreNotice> delivered = new ArrayList<>(words);
      delivered.addAll(words);
      Collections.shuffle(delivered, random);

      long granted = 100L * quantity;
      for (StoreNotice word : delivered) {
        keep(payments, word);
        WalletLine now = gems(payments);
        assertThat(now.balance() - now.owed()).as("seed %d", seed).isBetween(0L, granted);
      }
      payments.reconciler().run(clock.instant().plus(Duration.ofMinutes(1)));

      assertThat(gems(payments))
          .as("seed %d: %s of %d pieces", seed, last, quantity)
          .isEqualTo(new WalletLine("gems", granted - ofGoods.of(granted), 0));
      assertThat(swords(payments)).isEqualTo(3L * quantity - ofGoods.of(3L * quantity));
      assertThat(payments.check().run()).as("seed %d", seed).isEmpty();
    }
  }

  /** Whatever was spent between: what stands again leaves no trace. */
  @ParameterizedTest
  @CsvSource({"owed", "forgiven"})
  void aReversedRefundGivesBackExactlyWhatWasTaken(String spent) {
    for (int seed = 0; seed < SEQUENCES; seed++) {
      begin();
      Random random = new Random(seed);
      Payments payments = payments("proportional", spent);
      String paid = buy(payments, "k1", 3);
      int gone = random.nextInt(300);
      spend(payments, "k2", gone);
      List<StoreNotice> words = words(paid, 3, random);
      for (StoreNotice word : words) {
        keep(payments, word);
        assertThat(gems(payments).owed())
            .as("seed %d, %d spent, %s", seed, gone, word.meaning())
            .isLessThanOrEqualTo(spent.equals("forgiven") ? 0 : gone);
      }
      clock.advance(Duration.ofDays(1));

      keep(payments, store.reinstate(paid, clock.instant()));

      assertThat(gems(payments))
          .as("seed %d, %d spent", seed, gone)
          .isEqualTo(new WalletLine("gems", 300 - gone, 0));
      assertThat(swords(payments)).isEqualTo(9);
      assertThat(payments.check().run()).as("seed %d", seed).isEmpty();
    }
  }

  private List<StoreNotice> words(String paid, int pieces, Random random) {
    List<StoreNotice> words = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      clock.advance(Duration.ofMillis(random.nextInt(3)));
      words.add(
          switch (random.nextInt(4)) {
            case 0 -> store.reinstate(paid, clock.instant());
            case 1 -> store.takeBack(paid, clock.instant());
            case 2 ->
                store.takeBack(
                    paid, new Share(1 + random.nextInt(pieces), pieces), clock.instant());
            default ->
                store.takeBack(
                    paid, new Share(1 + random.nextInt(99_999), 100_000), clock.instant());
          });
    }
    return words;
  }

  /**
   * Returns the latest notice; of several at one instant, a reinstatement, else the one that took
   * back most.
   */
  private static Share last(List<StoreNotice> words) {
    StoreNotice last = words.getFirst();
    for (StoreNotice word : words) {
      boolean isLater = word.sentAt().isAfter(last.sentAt());
      boolean isAtOnce = word.sentAt().equals(last.sentAt());
      if (isLater || (isAtOnce && rank(word) > rank(last))) {
        last = word;
      }
    }
    return share(last);
  }

  private static double rank(StoreNotice word) {
    return word.meaning() instanceof StoreNotice.Reinstated ? 1000 : share(word).percent();
  }

  private static Share share(StoreNotice word) {
    return word.meaning() instanceof StoreNotice.TakenBack taken ? taken.share() : Share.NONE;
  }

  private String buy(Payments payments, String key, int quantity) {
    String paid = store.sell("pack", quantity, Optional.empty(), clock.instant());
    assertThat(payments.purchases().buy(World.paid("ann", key, "pack", Store.GOOGLE, paid)))
        .isInstanceOf(Granted.class);
    return paid;
  }

  private static void spend(Payments payments, String key, int gems) {
    if (gems > 0) {
      assertThat(payments.purchases().buy(World.wallet("ann", key, "crumb", gems)))
          .isInstanceOf(Granted.class);
    }
  }

  private static void keep(Payments payments, StoreNotice notice) {
    payments.notices().keep(notice, "raw");
  }

  private static WalletLine gems(Payments payments) {
    return payments.inventories().of("ann").wallet().stream()
        .filter(line -> line.currency().equals("gems"))
        .findFirst()
        .orElse(new WalletLine("gems", 0, 0));
  }

  private static long swords(Payments payments) {
    return payments.inventories().of("ann").items().stream()
        .filter(line -> line.sku().equals("sword"))
        .mapToLong(InventoryLine::quantity)
        .sum();
  }

  private Payments payments(String partial, String spent) {
    return Payments.on(
        DATABASE.source(),
        CatalogueFile.parse(
            """
            products:
              - sku: pack
                prices: {google: {EUR: [299]}}
                gives: {wallet: {gems: 100}, items: {sword: 3}}
                refund: {partial: %s, spent: %s}
                maxQuantity: 1
              - sku: crumb
                prices: {wallet: {gems: [1]}}
                gives: {items: {crumb: 1}}
                maxQuantity: 1000
            """
                .formatted(partial, spent)),
        clock,
        Payments.REAL_WAITING,
        new Random(7),
        List.of(store),
        Map.of(),
        new FakeAnnouncements());
  }
}
