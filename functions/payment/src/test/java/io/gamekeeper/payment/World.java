package io.gamekeeper.payment;

import io.gamekeeper.payment.testing.FakeAnnouncements;
import io.gamekeeper.payment.testing.FakeStoreFront;
import io.gamekeeper.payment.testing.Payments;
import io.gamekeeper.payment.testing.TestDatabase;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A game with its stores, its bus and its clock, on one database. */
final class World {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  final VirtualTime clock = new VirtualTime(START);
  final FakeStoreFront apple = new FakeStoreFront(Store.APPLE);
  final FakeStoreFront google = new FakeStoreFront(Store.GOOGLE);
  final FakeAnnouncements bus = new FakeAnnouncements();
  final Catalogue catalogue = CatalogueFile.packaged();
  final TestDatabase database;
  final Payments payments;
  private final AtomicInteger keys = new AtomicInteger();

  World(TestDatabase database) {
    this.database = database;
    payments = server();
  }

  /** Another server of the same game. */
  Payments server() {
    return Payments.on(
        database.source(),
        catalogue,
        clock,
        Payments.REAL_WAITING,
        new Random(7),
        List.of(apple, google),
        Map.of(Store.GOOGLE, google),
        bus);
  }

  PurchaseOutcome buy(PurchaseRequest request) {
    return payments.purchases().buy(request);
  }

  /** A request that the wallet pays. */
  static PurchaseRequest wallet(String player, String key, String sku, int quantity) {
    return new PurchaseRequest(
        player, key, sku, Store.WALLET, quantity, Optional.empty(), Optional.empty());
  }

  /** A request with a receipt. */
  static PurchaseRequest paid(String player, String key, String sku, Store store, String receipt) {
    return new PurchaseRequest(player, key, sku, store, 1, Optional.empty(), Optional.of(receipt));
  }

  /** Lets a player buy gems for real money. */
  void giveGems(String player, String pack) {
    String receipt = apple.sell(pack, clock.instant());
    PurchaseOutcome outcome =
        buy(paid(player, "gems-" + keys.incrementAndGet(), pack, Store.APPLE, receipt));
    if (!(outcome instanceof PurchaseOutcome.Granted)) {
      throw new IllegalStateException("no gems: " + outcome);
    }
  }

  long balance(String player, String currency) {
    return payments.inventories().of(player).wallet().stream()
        .filter(line -> line.currency().equals(currency))
        .mapToLong(WalletLine::balance)
        .sum();
  }

  long items(String player, String sku) {
    return payments.inventories().of(player).items().stream()
        .filter(line -> line.sku().equals(sku))
        .mapToLong(InventoryLine::quantity)
        .sum();
  }

  /** A run of the reconciler with time enough. */
  Reconciler.Report reconcile() {
    return payments.reconciler().run(clock.instant().plus(Duration.ofMinutes(1)));
  }

  /** A run of the relay with time enough. */
  OutboxRelay.Report relay() {
    return payments.relay().run(clock.instant().plus(Duration.ofMinutes(1)));
  }

  List<Violation> violations() {
    return payments.check().run();
  }
}
