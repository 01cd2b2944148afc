package io.gamekeeper.payment.testing;

import io.gamekeeper.payment.Announcements;
import io.gamekeeper.payment.Backlog;
import io.gamekeeper.payment.Catalogue;
import io.gamekeeper.payment.Inventories;
import io.gamekeeper.payment.LedgerCheck;
import io.gamekeeper.payment.NoticeInbox;
import io.gamekeeper.payment.OutboxRelay;
import io.gamekeeper.payment.Purchases;
import io.gamekeeper.payment.Reconciler;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.TestPurchases;
import io.gamekeeper.payment.VoidedPurchases;
import io.gamekeeper.payment.database.MySqlPayments;
import io.gamekeeper.platform.Waiting;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * The whole domain on one source of connections. Build several on the same database to have several
 * servers.
 */
public record Payments(
    Purchases purchases,
    Inventories inventories,
    NoticeInbox notices,
    Reconciler reconciler,
    Backlog backlog,
    OutboxRelay relay,
    LedgerCheck check) {

  /** Waits in real time; only transactions that hindered one another do. */
  public static final Waiting REAL_WAITING = duration -> LockSupport.parkNanos(duration.toNanos());

  /** Builds it; each request's trace id is {@code trace-} and a random number. */
  public static Payments on(
      DataSource source,
      Catalogue catalogue,
      InstantSource clock,
      Waiting waiting,
      RandomGenerator random,
      Collection<? extends StoreFront> stores,
      Map<Store, ? extends VoidedPurchases> voided,
      Announcements bus) {
    return on(source, catalogue, clock, waiting, random, stores, TestPurchases.NONE, voided, bus);
  }

  /** Builds it where some may make test purchases. */
  public static Payments on(
      DataSource source,
      Catalogue catalogue,
      InstantSource clock,
      Waiting waiting,
      RandomGenerator random,
      Collection<? extends StoreFront> stores,
      TestPurchases tests,
      Map<Store, ? extends VoidedPurchases> voided,
      Announcements bus) {
    MySqlPayments database = new MySqlPayments(source, waiting, random);
    Purchases purchases =
        new Purchases(
            catalogue,
            stores,
            tests,
            database.ledger(),
            clock,
            random,
            () -> "trace-" + Long.toHexString(random.nextLong()));
    return new Payments(
        purchases,
        new Inventories(database.ledger()),
        new NoticeInbox(database.notices(catalogue), clock),
        new Reconciler(
            purchases, database.backlog(), database.notices(catalogue), voided, clock, random),
        database.backlog(),
        new OutboxRelay(database.outbox(), bus, clock),
        new LedgerCheck(database.books(), clock));
  }
}
