package io.gamekeeper.payment.database;

import io.gamekeeper.payment.PlayerRecords;
import io.gamekeeper.payment.Posting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What MySQL holds of one player. An erasure is one transaction that first locks the player's place
 * in the key of {@code purchases}, gaps included: every transaction about a purchase begins there,
 * so those that have begun are waited for, and no other begins meanwhile.
 */
final class MySqlPlayerRecords implements PlayerRecords {
  private final Transactions transactions;

  MySqlPlayerRecords(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public List<Bought> purchases(String player, String after, int most) {
    return transactions.read(
        session -> {
          List<Bought> all = new ArrayList<>();
          for (Bought bought :
              session.list(Sql.EXPORT_PURCHASES, MySqlPlayerRecords::bought, player, after, most)) {
            List<Entry> ledger =
                session.list(Sql.EXPORT_LEDGER, MySqlPlayerRecords::entry, bought.id());
            all.add(
                new Bought(
                    bought.id(),
                    bought.key(),
                    bought.sku(),
                    bought.quantity(),
                    bought.store(),
                    bought.currency(),
                    bought.minorUnits(),
                    bought.state(),
                    bought.transaction(),
                    bought.at(),
                    ledger));
          }
          return List.copyOf(all);
        });
  }

  private static Bought bought(ResultSet row) throws SQLException {
    String currency = row.getString(6);
    return new Bought(
        row.getString(1),
        Objects.requireNonNull(Session.text(row, 2)),
        row.getString(3),
        row.getInt(4),
        row.getString(5),
        currency,
        currency == null ? null : row.getLong(7),
        row.getString(8),
        Session.text(row, 9),
        Session.instant(row, 10).orElseThrow(),
        List.of());
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getInt(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        Session.instant(row, 5).orElseThrow());
  }

  @Override
  public Optional<Instant> erase(
      String erasure, String player, String nobody, InstantSource clock) {
    return transactions.writeApart(
        session -> {
          Optional<Instant> done =
              session.first(
                  Sql.FIND_ERASURE, row -> Session.instant(row, 1).orElseThrow(), erasure);
          if (done.isPresent()) {
            return session.abandon(done);
          }
          List<String> states =
              session.list(Sql.LOCK_PURCHASES_OF, row -> row.getString(1), player);
          if (states.contains("preparing")) {
            return session.abandon(Optional.empty());
          }
          Instant now = clock.instant();
          session.update(Sql.ERASE_FROM_NOTICES, player);
          session.update(Sql.ERASE_FROM_OUTBOX, nobody, player);
          session.update(Sql.ERASE_FROM_LEDGER, Posting.account(nobody), Posting.account(player));
          session.update(Sql.ERASE_FROM_WALLETS, nobody, player);
          session.update(Sql.ERASE_FROM_INVENTORY, nobody, player);
          session.update(Sql.ERASE_FROM_LIMITS, nobody, player);
          session.update(Sql.ERASE_FROM_PURCHASES, nobody, player);
          return session.updateUnlessTaken(Sql.INSERT_ERASURE, erasure, now) == 1
              ? Optional.of(now)
              : session.abandon(Optional.empty());
        });
  }
}
