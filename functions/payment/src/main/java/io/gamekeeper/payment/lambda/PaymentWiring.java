package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.contract.OutboxEnvironment;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.Catalogue;
import io.gamekeeper.payment.CatalogueFile;
import io.gamekeeper.payment.Inventories;
import io.gamekeeper.payment.LedgerCheck;
import io.gamekeeper.payment.NoticeInbox;
import io.gamekeeper.payment.OutboxRelay;
import io.gamekeeper.payment.PlayerRecords;
import io.gamekeeper.payment.Purchases;
import io.gamekeeper.payment.Reconciler;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.TestPurchases;
import io.gamekeeper.payment.VoidedPurchases;
import io.gamekeeper.payment.database.DatabaseBreaker;
import io.gamekeeper.payment.database.MySqlPayments;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/**
 * Connects the domain to its database, its stores and its bus, as a function's environment names
 * them. A function creates only what it uses: its environment names nothing else.
 */
final class PaymentWiring {
  private final Platform platform;
  private final Telemetry telemetry;
  private final MySqlPayments database;

  private PaymentWiring(
      Platform platform, DatabaseLimits limits, Function<DataSource, MySqlPayments> payments) {
    this.platform = platform;
    this.telemetry = new Telemetry(platform);
    database =
        payments.apply(
            new TracedDatabase(
                new BoundedDatabase(
                    source(platform, limits), limits, telemetry, BoundedDatabase.ANSWERING),
                telemetry));
  }

  /**
   * Connects a function that a player waits for: it does not wait for a database that has just
   * failed.
   */
  static PaymentWiring forPlayers(Platform platform) {
    return new PaymentWiring(
        platform,
        DatabaseLimits.PLAYERS,
        source ->
            new MySqlPayments(
                source,
                new DatabaseBreaker(platform.clock(), source(platform, DatabaseLimits.PROBING)),
                platform.waiting(),
                platform.random()));
  }

  /** Connects a function that a timer starts. */
  static PaymentWiring inBackground(Platform platform, DatabaseLimits limits) {
    return new PaymentWiring(
        platform,
        limits,
        source -> new MySqlPayments(source, platform.waiting(), platform.random()));
  }

  private static DataSource source(Platform platform, DatabaseLimits limits) {
    return platform.database(
        URI.create(DatabaseEnvironment.from(platform.environment()).database()), limits);
  }

  /** Returns the telemetry that the adapters report to: a handler's invocations run in this one. */
  Telemetry telemetry() {
    return telemetry;
  }

  /** Returns purchases at these stores, each of which is told once of what was granted. */
  Purchases purchases(Collection<StoreFront> stores) {
    return purchases(stores, CatalogueFile.packaged());
  }

  private Purchases purchases(Collection<StoreFront> stores, Catalogue catalogue) {
    StoreEnvironment store = StoreEnvironment.from(platform.environment());
    OnceStore.install(
        new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
        store.onceTable(),
        OnceStoreFront.WORK,
        platform.clock());
    return new Purchases(
        catalogue,
        stores.stream().map(front -> new OnceStoreFront(front, telemetry)).toList(),
        new TestPurchases(Set.copyOf(store.testers()), store.testPurchasesPerDay()),
        database.ledger(),
        platform.clock(),
        platform.random(),
        telemetry::traceReference);
  }

  Inventories inventories() {
    return new Inventories(database.ledger());
  }

  NoticeInbox noticeInbox() {
    return new NoticeInbox(database.notices(CatalogueFile.packaged()), platform.clock());
  }

  /**
   * Returns the reconciler of purchases at these stores, some of which must be asked for what they
   * took back.
   */
  Reconciler reconciler(
      Collection<StoreFront> stores, Map<Store, ? extends VoidedPurchases> voided) {
    Catalogue catalogue = CatalogueFile.packaged();
    return new Reconciler(
        purchases(stores, catalogue),
        database.backlog(),
        database.notices(catalogue),
        voided,
        platform.clock(),
        platform.random());
  }

  OutboxRelay outboxRelay() {
    return new OutboxRelay(
        database.outbox(),
        new EventBridgeAnnouncements(
            platform.client(EventBridgeClient.class),
            OutboxEnvironment.from(platform.environment()).eventBus(),
            telemetry),
        platform.clock());
  }

  /** Returns a check of these books, which {@link CountedBooks} counts. */
  LedgerCheck ledgerCheck(CountedBooks books) {
    return new LedgerCheck(books, platform.clock());
  }

  PlayerRecords players() {
    return database.players();
  }

  CountedBooks books() {
    return new CountedBooks(database.books());
  }
}
