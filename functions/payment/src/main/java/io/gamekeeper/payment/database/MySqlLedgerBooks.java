package io.gamekeeper.payment.database;

import io.gamekeeper.payment.LedgerBooks;
import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.Posting;
import io.gamekeeper.payment.PurchaseState;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The ledger's pages from MySQL, all of one snapshot. */
final class MySqlLedgerBooks implements LedgerBooks {
  private final Transactions transactions;

  MySqlLedgerBooks(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public <T> T audit(Function<Pages, T> auditor) {
    return transactions.snapshot(session -> auditor.apply(new SessionPages(session)));
  }

  private record SessionPages(Session session) implements Pages {

    @Override
    public List<Amount> postings(Optional<AssetKey> after, int limit) {
      String account = after.map(AssetKey::account).orElse("");
      String asset = after.map(AssetKey::asset).orElse("");
      return list(
          Sql.AUDIT_POSTINGS,
          row -> new Amount(new AssetKey(row.getString(1), row.getString(2)), row.getLong(3)),
          account,
          account,
          asset,
          limit);
    }

    @Override
    public List<Amount> wallets(Optional<AssetKey> after, int limit) {
      return holdings(Sql.AUDIT_WALLETS, Posting.wallet(""), after, limit);
    }

    @Override
    public List<Amount> items(Optional<AssetKey> after, int limit) {
      return holdings(Sql.AUDIT_INVENTORY, Posting.item(""), after, limit);
    }

    private List<Amount> holdings(Sql sql, String prefix, Optional<AssetKey> after, int limit) {
      String account = Posting.account("");
      String player = after.map(key -> key.account().substring(account.length())).orElse("");
      String name = after.map(key -> key.asset().substring(prefix.length())).orElse("");
      return list(
          sql,
          row ->
              new Amount(
                  new AssetKey(account + row.getString(1), prefix + row.getString(2)),
                  row.getLong(3)),
          player,
          player,
          name,
          limit);
    }

    @Override
    public List<PurchaseFigures> purchases(String after, int limit) {
      return list(
          Sql.AUDIT_PURCHASES,
          row ->
              new PurchaseFigures(
                  row.getString(1),
                  row.getString(2),
                  PurchaseState.of(row.getString(3)),
                  row.getInt(4),
                  Session.instant(row, 5),
                  row.getInt(6),
                  row.getInt(7),
                  row.getInt(8),
                  row.getInt(9),
                  row.getString(10) != null,
                  Optional.ofNullable(row.getObject(11, Long.class)),
                  PurchaseRow.takenBack(
                      PurchaseState.of(row.getString(3)), row.getInt(12), row.getInt(13)),
                  row.getBoolean(14)),
          after,
          limit);
    }

    @Override
    public List<PostingFigures> postings(String after, String upTo) {
      return list(
          Sql.AUDIT_POSTINGS_OF_PURCHASES,
          row ->
              new PostingFigures(
                  row.getString(1),
                  row.getInt(2),
                  row.getString(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6)),
          after,
          upTo);
    }

    @Override
    public List<LimitFigures> limits(Optional<LimitKey> after, int limit) {
      String player = after.map(LimitKey::player).orElse("");
      String sku = after.map(LimitKey::sku).orElse("");
      String period = after.map(LimitKey::period).orElse("");
      return list(
          Sql.AUDIT_LIMITS,
          row ->
              new LimitFigures(
                  new LimitKey(row.getString(1), row.getString(2), row.getString(3)),
                  row.getLong(4),
                  row.getLong(5)),
          player,
          player,
          sku,
          sku,
          period,
          limit);
    }

    private <T> List<T> list(Sql sql, Session.Row<T> row, Object... values) {
      try {
        return session.list(sql, row, values);
      } catch (SQLException e) {
        throw new LedgerUnavailableException("the ledger cannot be read", e);
      }
    }
  }
}
