package io.gamekeeper.payment;

import static io.gamekeeper.payment.World.paid;
import static io.gamekeeper.payment.World.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.PurchaseOutcome.Pending;
import io.gamekeeper.payment.PurchaseOutcome.Refused;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pending always ends. After each test the ledger is sound. */
@Timeout(60)
final class ReconcilerTest {
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
  void aKeptReceiptIsGrantedWhenTheStoreAnswersAgain() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    world.apple.verifies(false);
    world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(world.reconcile())
        .satisfies(
            report -> {
              assertThat(report.unavailable()).isOne();
              assertThat(report.oldestPending()).isEqualTo(Duration.ofMinutes(1));
            });
    world.apple.verifies(true);
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(world.reconcile().granted()).isOne();
    world.relay();
    assertThat(world.reconcile().oldestPending()).isZero();
    assertThat(world.balance("ann", "gems")).isEqualTo(100);
    assertThat(world.apple.acknowledged()).containsExactly(receipt);
    assertThat(DATABASE.states()).containsExactly("committed");
  }

  @Test
  void aKeptReceiptThatIsWorthNothingIsRefusedForGood() {
    world.apple.verifies(false);
    PurchaseRequest request = paid("ann", "k1", "gems-100", Store.APPLE, "made-up");
    assertThat(world.buy(request)).isEqualTo(new Pending());
    world.apple.verifies(true);
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(world.reconcile().refused()).isOne();
    assertThat(world.buy(request)).isEqualTo(new Refused(Refusal.RECEIPT_FORGED));
    assertThat(DATABASE.states()).containsExactly("refused");
    assertThat(world.reconcile().oldestPending()).isZero();
  }

  @Test
  void aKeptPaymentThatSomebodyElseHasIsRefusedAndOnesOwnUnderAnotherKeyIsForgotten() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    world.apple.verifies(false);
    world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));
    world.buy(paid("bob", "k1", "gems-100", Store.APPLE, receipt));
    world.apple.verifies(true);
    world.buy(paid("ann", "k2", "gems-100", Store.APPLE, receipt));
    world.clock.advance(Duration.ofMinutes(1));

    world.reconcile();

    assertThat(DATABASE.states()).containsExactlyInAnyOrder("executing", "refused");
    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt)))
        .isInstanceOfSatisfying(Granted.class, g -> assertThat(g.repeated()).isTrue());
    assertThat(world.buy(paid("bob", "k1", "gems-100", Store.APPLE, receipt)))
        .isEqualTo(new Refused(Refusal.RECEIPT_REPLAYED));
  }

  @Test
  void whatTheStoreDoesNotKnowIsAcknowledgedLaterWithGrowingPauses() {
    world.google.acknowledges(false);
    String receipt = world.google.sell("gems-100", world.clock.instant());
    assertThat(world.buy(paid("ann", "k1", "gems-100", Store.GOOGLE, receipt)))
        .isInstanceOf(Granted.class);
    world.relay();
    int attempts = 0;
    for (int minute = 0; minute < 60; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      attempts += world.reconcile().unavailable();
    }
    assertThat(attempts).isBetween(7, 40);
    assertThat(DATABASE.states()).containsExactly("executing");
    world.google.acknowledges(true);
    world.clock.advance(Duration.ofMinutes(11));

    assertThat(world.reconcile().acknowledged()).isOne();
    assertThat(world.google.acknowledged()).containsExactly(receipt);
    assertThat(DATABASE.states()).containsExactly("committed");
  }

  @Test
  void aDuePurchaseIsTakenByOneReconciler() {
    world.google.acknowledges(false);
    String receipt = world.google.sell("gems-100", world.clock.instant());
    world.buy(paid("ann", "k1", "gems-100", Store.GOOGLE, receipt));
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(world.reconcile().unavailable()).isOne();
    assertThat(world.server().reconciler().run(world.clock.instant().plusSeconds(60)).unavailable())
        .isZero();
  }

  /** Both have seen that it is due. */
  @Test
  void whatAnotherReconcilerTakesMeanwhileIsLeftToIt() {
    world.google.acknowledges(false);
    for (String player : List.of("ann", "bob")) {
      String receipt = world.google.sell("gems-100", world.clock.instant());
      world.buy(paid(player, "k1", "gems-100", Store.GOOGLE, receipt));
    }
    world.clock.advance(Duration.ofMinutes(1));
    Instant deadline = world.clock.instant().plus(Duration.ofMinutes(1));
    List<Reconciler.Report> meanwhile = new ArrayList<>();
    Payments slow =
        Payments.on(
            DATABASE.source(),
            world.catalogue,
            world.clock,
            Payments.REAL_WAITING,
            new Random(7),
            List.of(
                new InterruptedStore(
                    world.google,
                    () -> {
                      if (meanwhile.isEmpty()) {
                        meanwhile.add(world.server().reconciler().run(deadline));
                      }
                    })),
            Map.of(),
            world.bus);

    assertThat(slow.reconciler().run(deadline).unavailable()).isOne();

    assertThat(meanwhile).extracting(Reconciler.Report::unavailable).containsExactly(1);
  }

  @Test
  void nothingIsDrivenAfterTheDeadline() {
    world.google.acknowledges(false);
    String receipt = world.google.sell("gems-100", world.clock.instant());
    world.buy(paid("ann", "k1", "gems-100", Store.GOOGLE, receipt));
    world.google.acknowledges(true);
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(world.payments.reconciler().run(world.clock.instant()).acknowledged()).isZero();
  }

  @Test
  void oldReceiptsAndPublishedEventsAreDeletedAndTheLedgerStaysSound() {
    world.giveGems("ann", "gems-100");
    world.buy(wallet("ann", "k1", "sword", 1));
    world.relay();
    world.apple.verifies(false);
    world.buy(paid("ann", "k2", "gems-100", Store.APPLE, "made-up"));
    world.apple.verifies(true);
    world.clock.advance(Duration.ofDays(1));
    world.buy(wallet("ann", "k3", "potion", 1));
    assertThat(world.reconcile().cleaned()).isZero();
    world.clock.advance(Duration.ofDays(7));

    assertThat(world.reconcile().cleaned()).isEqualTo(3);
    assertThat(DATABASE.count("outbox")).isOne();
    assertThat(DATABASE.states()).contains("refused");

    world.clock.advance(Duration.ofDays(30));
    world.reconcile();
    assertThat(DATABASE.states()).doesNotContain("refused");
  }

  @Test
  void nobodyHasMoreReceiptsKeptThanAnHonestPlayerAndNothingPaidIsLost() {
    String receipt = world.google.sell("gems-100", world.clock.instant());
    world.google.verifies(false);
    for (int i = 0; i < Purchases.MOST_KEPT; i++) {
      assertThat(world.buy(paid("eve", "k" + i, "gems-100", Store.GOOGLE, "made-up-" + i)))
          .isEqualTo(new Pending());
    }
    PurchaseRequest oneMore = paid("eve", "more", "gems-100", Store.GOOGLE, receipt);

    assertThat(world.buy(oneMore)).isEqualTo(new PurchaseOutcome.TooManyPending());
    assertThat(world.buy(paid("eve", "k0", "gems-100", Store.GOOGLE, "made-up-0")))
        .as("a repeat of one that is kept")
        .isEqualTo(new Pending());
    assertThat(world.buy(paid("ann", "k", "gems-100", Store.GOOGLE, "another")))
        .isEqualTo(new Pending());
    assertThat(world.reconcile().kept()).isEqualTo(Purchases.MOST_KEPT + 1);

    world.google.verifies(true);
    world.clock.advance(Duration.ofMinutes(1));
    world.reconcile();
    assertThat(world.buy(oneMore)).isInstanceOf(Granted.class);
    assertThat(world.balance("eve", "gems")).isEqualTo(100);
  }

  @Test
  void playersTakeTurns() {
    String receipt = world.google.sell("gems-100", world.clock.instant());
    world.google.verifies(false);
    for (int i = 0; i < Purchases.MOST_KEPT; i++) {
      world.buy(paid("eve", "k" + i, "gems-100", Store.GOOGLE, "made-up-" + i));
    }
    world.clock.advance(Duration.ofMinutes(1));
    world.buy(paid("ann", "k", "gems-100", Store.GOOGLE, receipt));
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(world.payments.backlog().due(world.clock.instant(), 3))
        .extracting(due -> ((Backlog.Kept) due).attempt().request().player())
        .containsExactly("eve", "ann", "eve");
  }

  @Test
  void aStoreIsAskedFromAnHourBeforeTheWatermarkAndNoEarlier() {
    world.reconcile();
    Instant mark = world.clock.instant();
    for (int minute = 0; minute < 3; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      world.reconcile();
      assertThat(world.google.askedFrom()).isEqualTo(mark.minus(Duration.ofHours(1)));
      mark = world.clock.instant();
    }
  }

  /** Before it answers, something else happens. */
  private record InterruptedStore(StoreFront front, Runnable before) implements StoreFront {
    @Override
    public Store store() {
      return front.store();
    }

    @Override
    public Verification verify(Receipt receipt) {
      return front.verify(receipt);
    }

    @Override
    public void acknowledge(StorePurchase purchase) {
      before.run();
      front.acknowledge(purchase);
    }
  }
}
