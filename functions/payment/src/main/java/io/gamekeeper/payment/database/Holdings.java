package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Credit;
import io.gamekeeper.payment.Goods;
import io.gamekeeper.payment.ItemLine;
import io.gamekeeper.payment.Posting;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes what players hold, with the posting that says so. Rows are locked in their keys' order.
 */
final class Holdings {
  private Holdings() {}

  /** Gives goods to a player; what is owed is paid off first. */
  static void add(Session session, String player, Goods goods) throws SQLException {
    List<Object> credits = new ArrayList<>();
    for (Credit credit : byCurrency(goods)) {
      credits.addAll(List.of(player, credit.currency(), credit.amount()));
    }
    if (!credits.isEmpty()) {
      session.updateEach(Sql.CREDIT, goods.wallet().size(), credits.toArray());
    }
    List<Object> items = new ArrayList<>();
    for (ItemLine item : byItem(goods)) {
      items.addAll(List.of(player, item.sku(), item.quantity()));
    }
    if (!items.isEmpty()) {
      session.updateEach(Sql.ADD_ITEMS, goods.items().size(), items.toArray());
    }
  }

  /** Takes goods from a player who was given them once; what is not there any more is owed. */
  static void takeBack(Session session, String player, Goods goods) throws SQLException {
    for (Credit credit : byCurrency(goods)) {
      session.update(
          Sql.TAKE_CREDIT_BACK, credit.amount(), credit.amount(), player, credit.currency());
    }
    for (ItemLine item : byItem(goods)) {
      session.update(Sql.TAKE_ITEMS_BACK, item.quantity(), item.quantity(), player, item.sku());
    }
  }

  /** Writes a posting's lines. */
  static void post(Session session, String purchaseId, int version, Posting posting, Instant at)
      throws SQLException {
    List<Object> values = new ArrayList<>();
    int number = 0;
    for (Posting.Line line : posting.lines()) {
      values.addAll(
          List.of(purchaseId, version, number, line.account(), line.asset(), line.amount(), at));
      number++;
    }
    session.updateEach(Sql.INSERT_POSTING, number, values.toArray());
  }

  private static List<Credit> byCurrency(Goods goods) {
    return goods.wallet().stream().sorted(Comparator.comparing(Credit::currency)).toList();
  }

  private static List<ItemLine> byItem(Goods goods) {
    return goods.items().stream().sorted(Comparator.comparing(ItemLine::sku)).toList();
  }
}
