package io.gamekeeper.payment;

import static io.gamekeeper.payment.World.paid;
import static io.gamekeeper.payment.World.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.PurchaseOutcome.Granted;
import io.gamekeeper.payment.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 64 clients at a time. After each test the ledger is sound. */
@Timeout(60)
final class ConcurrencyTest {
  private static final int CLIENTS = 64;
  private static final TestDatabase DATABASE = TestDatabase.create(32);

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
  void oneKeyBuysOnce() throws Exception {
    world.giveGems("ann", "gems-1200");

    List<PurchaseOutcome> outcomes = all(client -> wallet("ann", "k", "sword", 1));

    assertThat(grants(outcomes)).hasSize(CLIENTS);
    assertThat(firsts(outcomes)).isOne();
    assertThat(grants(outcomes))
        .extracting(g -> g.grant().purchaseId())
        .containsOnly(grants(outcomes).getFirst().grant().purchaseId());
    assertThat(world.balance("ann", "gems")).isEqualTo(1150);
  }

  @Test
  void oneReceiptIsGrantedOnceUnderWhateverKey() throws Exception {
    String receipt = world.apple.sell("gems-100", world.clock.instant());

    List<PurchaseOutcome> outcomes =
        all(client -> paid("ann", "k" + client % 8, "gems-100", Store.APPLE, receipt));

    assertThat(grants(outcomes)).hasSize(CLIENTS);
    assertThat(firsts(outcomes)).isOne();
    assertThat(world.balance("ann", "gems")).isEqualTo(100);
  }

  @Test
  void oneReceiptIsGrantedToOnePlayer() throws Exception {
    String receipt = world.apple.sell("gems-100", world.clock.instant());

    List<PurchaseOutcome> outcomes =
        all(client -> paid("player-" + client % 16, "k", "gems-100", Store.APPLE, receipt));

    Set<String> ids =
        grants(outcomes).stream().map(g -> g.grant().purchaseId()).collect(Collectors.toSet());
    assertThat(ids).hasSize(1);
    assertThat(outcomes)
        .filteredOn(outcome -> !(outcome instanceof Granted))
        .hasSize(CLIENTS - CLIENTS / 16)
        .containsOnly(new PurchaseOutcome.Refused(Refusal.RECEIPT_REPLAYED));
  }

  @Test
  void aWalletNearZeroIsNotOverdrawn() throws Exception {
    world.giveGems("ann", "gems-500");

    List<PurchaseOutcome> outcomes = all(client -> wallet("ann", "k" + client, "sword", 1));

    assertThat(grants(outcomes)).hasSize(10);
    assertThat(outcomes)
        .filteredOn(outcome -> !(outcome instanceof Granted))
        .containsOnly(new PurchaseOutcome.CannotPay());
    assertThat(world.balance("ann", "gems")).isZero();
  }

  @Test
  void aLimitIsNotExceeded() throws Exception {
    world.giveGems("ann", "gems-1200");

    List<PurchaseOutcome> outcomes = all(client -> wallet("ann", "k" + client, "daily-chest", 1));

    assertThat(grants(outcomes)).hasSize(3);
    assertThat(world.items("ann", "potion")).isEqualTo(6);
  }

  @Test
  void purchasesRefundsRelaysAndReconcilersAtATimeLeaveASoundLedger() throws Exception {
    List<StoreNotice> notices = new ArrayList<>();
    List<String> receipts = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      receipts.add(world.google.sell("starter-pack", world.clock.instant()));
      notices.add(world.google.takeBack(receipts.get(i), World.START.plusSeconds(1)));
      notices.add(world.google.reinstate(receipts.get(i), World.START.plusSeconds(2)));
    }

    run(
        client ->
            () -> {
              switch (client % 4) {
                case 0, 1 -> {
                  for (int i = client % 8; i < CLIENTS; i += 8) {
                    world.buy(paid("ann", "g" + i, "starter-pack", Store.GOOGLE, receipts.get(i)));
                    world.buy(wallet("ann", "w" + client + "-" + i, "sword", 1));
                  }
                }
                case 2 -> {
                  for (int i = client / 4; i < notices.size(); i += 8) {
                    world.payments.notices().keep(notices.get(i), "");
                  }
                }
                default -> {
                  world.relay();
                  world.reconcile();
                }
              }
              return client;
            });

    world.reconcile();
    world.relay();
    for (int i = 0; i < CLIENTS; i++) {
      world.buy(paid("ann", "g" + i, "starter-pack", Store.GOOGLE, receipts.get(i)));
    }
    world.reconcile();
    world.relay();
    assertThat(DATABASE.states()).containsOnly("committed");
    assertThat(world.reconcile().oldestPending()).isZero();
  }

  private List<PurchaseOutcome> all(IntFunction<PurchaseRequest> request) throws Exception {
    return run(client -> () -> world.buy(request.apply(client)));
  }

  /** Lets all clients begin together. */
  private static <T> List<T> run(IntFunction<Callable<T>> work) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Callable<T> mine = work.apply(client);
        running.add(
            clients.submit(
                () -> {
                  begin.await();
                  return mine.call();
                }));
      }
      begin.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  private static List<Granted> grants(List<PurchaseOutcome> outcomes) {
    return outcomes.stream().filter(Granted.class::isInstance).map(Granted.class::cast).toList();
  }

  private static long firsts(List<PurchaseOutcome> outcomes) {
    return grants(outcomes).stream().filter(granted -> !granted.repeated()).count();
  }
}
