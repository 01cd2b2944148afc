package io.gamekeeper.payment;

import static io.gamekeeper.payment.World.paid;
import static io.gamekeeper.payment.World.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every event gets onto the bus. After each test the ledger is sound. */
@Timeout(60)
final class OutboxRelayTest {
  private static final TestDatabase DATABASE = TestDatabase.create(8);

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
  void anEventTellsOfThePurchase() {
    String receipt = world.apple.sell("gems-100", world.clock.instant());
    PurchaseOutcome.Granted granted =
        (PurchaseOutcome.Granted) world.buy(paid("ann", "k1", "gems-100", Store.APPLE, receipt));

    assertThat(world.relay()).isEqualTo(new OutboxRelay.Report(1, 0, Duration.ZERO));

    String id = granted.grant().purchaseId();
    Announcement event = world.bus.published().getFirst();
    assertThat(event)
        .isEqualTo(
            new Announcement(
                id + ":0",
                GameEvent.PURCHASE_COMPLETED,
                World.START,
                event.trace(),
                "ann",
                id,
                0,
                "gems-100",
                1,
                Store.APPLE,
                new Price("EUR", 119),
                false,
                Share.NONE));
    assertThat(world.relay().published()).isZero();
    assertThat(DATABASE.states()).containsExactly("committed");
  }

  @Test
  void whatTheBusDoesNotTakeStaysAndItsAgeIsTold() {
    world.giveGems("ann", "gems-100");
    world.buy(wallet("ann", "k1", "sword", 1));
    world.bus.refuses(event -> event.sku().equals("sword"));
    world.clock.advance(Duration.ofMinutes(2));

    assertThat(world.relay()).isEqualTo(new OutboxRelay.Report(1, 1, Duration.ofMinutes(2)));
    assertThat(DATABASE.states()).containsExactlyInAnyOrder("committed", "executing");
    world.bus.refuses(event -> false);
    assertThat(world.relay().published()).isOne();
    assertThat(DATABASE.states()).containsOnly("committed");
  }

  @Test
  void whatABusThatFailsMayHaveTakenIsPublishedAgain() {
    world.giveGems("ann", "gems-100");
    world.bus.refuses(
        event -> {
          throw new IllegalStateException("the bus is away");
        });

    assertThatIllegalStateException().isThrownBy(world::relay);

    world.bus.refuses(event -> false);
    assertThat(world.relay().published()).isOne();
  }

  @Test
  void moreThanABatchIsPublishedInOrder() {
    for (int i = 0; i < 5; i++) {
      world.giveGems("ann", "gems-1200");
    }
    for (int i = 0; i < 120; i++) {
      world.buy(wallet("ann", "k" + i, "potion", 1));
    }

    assertThat(world.relay().published()).isEqualTo(125);
    assertThat(world.bus.published())
        .extracting(Announcement::purchaseId)
        .doesNotHaveDuplicates()
        .hasSize(125);
    assertThat(DATABASE.states()).containsOnly("committed");
  }

  @Test
  void relaysThatRunAtATimePublishEachEventOnce() throws Exception {
    world.giveGems("ann", "gems-1200");
    for (int i = 0; i < 200; i++) {
      world.buy(wallet("ann", "k" + i, "potion", 1));
    }

    try (ExecutorService relays = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<OutboxRelay.Report>> runs =
          Stream.<Callable<OutboxRelay.Report>>generate(() -> world::relay).limit(6).toList();
      relays.invokeAll(runs);
    }

    world.relay();
    assertThat(Set.copyOf(world.bus.published())).hasSize(201);
    assertThat(world.bus.published()).hasSize(201);
    assertThat(DATABASE.states()).containsOnly("committed");
  }
}
