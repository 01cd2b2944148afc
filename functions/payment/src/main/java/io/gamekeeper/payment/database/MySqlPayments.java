package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Backlog;
import io.gamekeeper.payment.Catalogue;
import io.gamekeeper.payment.LedgerBooks;
import io.gamekeeper.payment.NoticeLog;
import io.gamekeeper.payment.Outbox;
import io.gamekeeper.payment.PlayerRecords;
import io.gamekeeper.payment.PurchaseLedger;
import io.gamekeeper.platform.Waiting;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** All ports of the payment domain on one database. */
public final class MySqlPayments {
  private final Transactions transactions;

  /**
   * Connects to a source of connections that auto-commit and read what is committed; nothing is
   * sent yet.
   *
   * @param waiting between attempts, with jitter from the randomness
   */
  public MySqlPayments(DataSource source, Waiting waiting, RandomGenerator random) {
    this(source, DatabaseBreaker.open(source), waiting, random);
  }

  /**
   * Connects behind a breaker.
   *
   * @param breaker of this source
   */
  public MySqlPayments(
      DataSource source, DatabaseBreaker breaker, Waiting waiting, RandomGenerator random) {
    transactions = new Transactions(source, breaker, waiting, random);
  }

  public PurchaseLedger ledger() {
    return new MySqlPurchaseLedger(transactions);
  }

  /**
   * Returns the log of what stores told.
   *
   * @param catalogue whose rules say what a refund takes back
   */
  public NoticeLog notices(Catalogue catalogue) {
    return new MySqlNoticeLog(transactions, catalogue);
  }

  public Backlog backlog() {
    return new MySqlBacklog(transactions);
  }

  public Outbox outbox() {
    return new MySqlOutbox(transactions);
  }

  public PlayerRecords players() {
    return new MySqlPlayerRecords(transactions);
  }

  public LedgerBooks books() {
    return new MySqlLedgerBooks(transactions);
  }
}
