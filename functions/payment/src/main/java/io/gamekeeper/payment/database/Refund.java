package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Goods;
import io.gamekeeper.payment.NoticeLog.Applied;
import io.gamekeeper.payment.Posting;
import io.gamekeeper.payment.PurchaseState;
import io.gamekeeper.payment.RefundRule;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.StorePurchase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The change that brings a player's goods to what the store's latest decision leaves of a purchase:
 * it takes goods back or gives them again. How much is taken follows from the grant and the share
 * alone: no sequence of decisions takes more than was granted, and when the payment stands again,
 * all is as it was.
 *
 * @param purchase its row, locked
 * @param rule of its product
 */
record Refund(Session session, PurchaseRow purchase, RefundRule rule) {

  /** Applies the latest decision, in a version of its own if anything moves. */
  Applied reach(MySqlNoticeLog.Word word, String noticeId, Instant at) throws SQLException {
    Share before = purchase.takenBack();
    Share after = rule.ofGoods(word.takenBack());
    Posting granted = purchase.posting(session);
    Posting moved = granted.moved(before, after);
    if (moved.lines().isEmpty()) {
      session.update(Sql.JUDGE_PURCHASE, word.at(), purchase.id());
      return Applied.NO_CHANGE;
    }
    int version = purchase.version() + 1;
    update(word, version, after, at);
    Map<String, Long> taken = moved.takenFrom(purchase.player());
    Map<String, Long> forgiven = forgiven(taken);
    forgiven.forEach((asset, amount) -> taken.merge(asset, -amount, Math::addExact));
    move(taken);
    Holdings.post(
        session, purchase.id(), version, moved.forgiving(purchase.player(), forgiven), at);
    StorePurchase payment = purchase.payment().orElseThrow();
    session.update(
        Sql.INSERT_COMPENSATION,
        Session.bytes(payment.store().id() + ":" + payment.transactionId()),
        version,
        purchase.id(),
        Session.bytes(noticeId),
        at);
    Events.write(
        session,
        version,
        at,
        purchase.attempt().trace(),
        purchase.player(),
        purchase.grant(granted),
        after);
    return isMore(before, after) ? Applied.TAKEN_BACK : Applied.REINSTATED;
  }

  private void update(MySqlNoticeLog.Word word, int version, Share after, Instant at)
      throws SQLException {
    boolean stands = !after.equals(Share.ALL);
    session.update(
        Sql.CHANGE_PURCHASE,
        (stands ? PurchaseState.EXECUTING : PurchaseState.COMPENSATING).id(),
        version,
        stands ? after.part() : 0,
        stands ? after.whole() : 1,
        word.at(),
        stands && purchase.acknowledgedAt().isEmpty() ? at : null,
        purchase.id());
  }

  /**
   * Returns what is forgiven of what is to be taken; negative where less is forgiven than before.
   */
  private Map<String, Long> forgiven(Map<String, Long> taken) throws SQLException {
    Goods goods = Posting.goods(taken);
    if (!goods.wallet().isEmpty() || !goods.items().isEmpty()) {
      return rule.spent() == RefundRule.Spent.FORGIVEN
          ? Holdings.spent(session, purchase.player(), goods)
          : Map.of();
    }
    Map<String, Long> less = new TreeMap<>();
    session.list(
        Sql.FIND_FORGIVEN,
        row -> {
          String asset = row.getString(1);
          return less.put(asset, -Math.min(row.getLong(2), -taken.getOrDefault(asset, 0L)));
        },
        purchase.id(),
        Posting.FORGIVEN);
    return less;
  }

  private void move(Map<String, Long> taken) throws SQLException {
    Map<String, Long> given = new TreeMap<>();
    taken.forEach((asset, amount) -> given.put(asset, -amount));
    Holdings.takeBack(session, purchase.player(), Posting.goods(taken));
    Holdings.add(session, purchase.player(), Posting.goods(given));
  }

  private static boolean isMore(Share before, Share after) {
    return (long) after.part() * before.whole() > (long) before.part() * after.whole();
  }
}
