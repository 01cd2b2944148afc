package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Backlog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Unfinished purchases in MySQL. A worker claims a purchase by postponing its next attempt. */
final class MySqlBacklog implements Backlog {
  private final Transactions transactions;

  MySqlBacklog(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public List<Due> due(Instant now, int limit) {
    return transactions.read(
        session -> session.list(Sql.FIND_DUE, row -> PurchaseRow.read(row).due(), now, limit));
  }

  @Override
  public boolean claim(Due due, Instant until) {
    return transactions.writeAlone(
            session -> session.update(Sql.CLAIM_PURCHASE, until, due.purchaseId(), due.at()))
        == 1;
  }

  @Override
  public Optional<Instant> oldest() {
    return transactions.read(
        session ->
            session
                .first(Sql.OLDEST_UNFINISHED, row -> Session.instant(row, 1))
                .flatMap(oldest -> oldest));
  }

  @Override
  public int kept() {
    return transactions
        .read(session -> session.first(Sql.COUNT_KEPT, row -> row.getInt(1)))
        .orElseThrow();
  }

  @Override
  public int cleanUp(Instant before, Instant refusedBefore, int limit) {
    return transactions.writeAlone(session -> session.update(Sql.DROP_OLD_RECEIPTS, before, limit))
        + transactions.writeAlone(
            session -> session.update(Sql.DELETE_OLD_REFUSALS, refusedBefore, limit))
        + transactions.writeAlone(session -> session.update(Sql.DELETE_OLD_EVENTS, before, limit));
  }
}
