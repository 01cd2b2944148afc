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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Changes what players hold and writes the posting that records it. Rows are locked in their keys'
 * order.
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

  /**
   * Returns how much of credits a player owes by now, and so does not get; from then on the rows
   * are locked.
   */
  static List<Credit> settledBy(Session session, String player, List<Credit> credits)
      throws SQLException {
    if (credits.isEmpty()) {
      return List.of();
    }
    Map<String, Long> owed =
        locked(session, Sql.LOCK_WALLETS, 3, player, credits.stream().map(Credit::currency));
    return credits.stream()
        .map(
            c ->
                new Credit(c.currency(), Math.min(c.amount(), owed.getOrDefault(c.currency(), 0L))))
        .filter(credit -> credit.amount() > 0)
        .toList();
  }

  /**
   * Returns how much of some goods a player does not have, by asset; from then on the rows are
   * locked.
   */
  static Map<String, Long> spent(Session session, String player, Goods goods) throws SQLException {
    Map<String, Long> spent = new TreeMap<>();
    if (!goods.wallet().isEmpty()) {
      Map<String, Long> there =
          locked(
              session, Sql.LOCK_WALLETS, 2, player, goods.wallet().stream().map(Credit::currency));
      goods
          .wallet()
          .forEach(
              c ->
                  spent.put(
                      Posting.wallet(c.currency()),
                      Math.max(c.amount() - there.getOrDefault(c.currency(), 0L), 0)));
    }
    if (!goods.items().isEmpty()) {
      Map<String, Long> there =
          locked(session, Sql.LOCK_ITEMS, 2, player, goods.items().stream().map(ItemLine::sku));
      goods
          .items()
          .forEach(
              i ->
                  spent.put(
                      Posting.item(i.sku()),
                      Math.max(i.quantity() - there.getOrDefault(i.sku(), 0L), 0)));
    }
    return spent;
  }

  private static Map<String, Long> locked(
      Session session, Sql sql, int column, String player, Stream<String> names)
      throws SQLException {
    List<Object> values = new ArrayList<>(List.of(player));
    names.sorted().forEach(values::add);
    Map<String, Long> amounts = new TreeMap<>();
    session.listEach(
        sql,
        values.size() - 1,
        row -> amounts.put(row.getString(1), row.getLong(column)),
        values.toArray());
    return amounts;
  }

  /** Takes goods back from a player; what has been spent is owed. */
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
