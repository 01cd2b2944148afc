package io.gamekeeper.payment.database;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Events as rows of the outbox. */
final class Events {
  private Events() {}

  /** A row that waits to be published. */
  record Waiting(long seq, Announcement announcement) {}

  /** Writes the event of a purchase's version. */
  static void write(
      Session session,
      int version,
      Instant at,
      String trace,
      String player,
      Grant grant,
      Share takenBack)
      throws SQLException {
    session.update(
        Sql.INSERT_EVENT,
        grant.purchaseId(),
        version,
        // The previous version's relay knows these two; a part is told by the share beside it.
        (takenBack.equals(Share.ALL) ? GameEvent.PURCHASE_REFUNDED : GameEvent.PURCHASE_COMPLETED)
            .name(),
        at,
        trace,
        player,
        grant.sku(),
        grant.quantity(),
        grant.store().id(),
        grant.price().currency(),
        grant.price().minorUnits(),
        grant.test(),
        takenBack.part(),
        takenBack.whole());
  }

  private static GameEvent event(Share takenBack) {
    if (takenBack.equals(Share.NONE)) {
      return GameEvent.PURCHASE_COMPLETED;
    }
    return takenBack.equals(Share.ALL)
        ? GameEvent.PURCHASE_REFUNDED
        : GameEvent.PURCHASE_REFUNDED_IN_PART;
  }

  static Waiting read(ResultSet row) throws SQLException {
    String purchase = row.getString(2);
    int version = row.getInt(3);
    boolean all = GameEvent.valueOf(row.getString(4)) == GameEvent.PURCHASE_REFUNDED;
    Share takenBack = all ? Share.ALL : new Share(row.getInt(14), row.getInt(15));
    return new Waiting(
        row.getLong(1),
        new Announcement(
            purchase + ":" + version,
            event(takenBack),
            Session.instant(row, 5).orElseThrow(),
            row.getString(6),
            row.getString(7),
            purchase,
            version,
            row.getString(8),
            row.getInt(9),
            Store.of(row.getString(10)).orElseThrow(),
            new Price(row.getString(11), row.getLong(12)),
            row.getBoolean(13),
            takenBack));
  }
}
