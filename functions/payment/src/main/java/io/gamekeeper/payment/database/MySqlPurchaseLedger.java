package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Attempt;
import io.gamekeeper.payment.Credit;
import io.gamekeeper.payment.Entered;
import io.gamekeeper.payment.Goods;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.Inventory;
import io.gamekeeper.payment.InventoryLine;
import io.gamekeeper.payment.NewPurchase;
import io.gamekeeper.payment.Posting;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.PurchaseLedger;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.RecordedPurchase;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.WalletLine;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in MySQL. A purchase is one transaction that begins with the row whose unique keys
 * find a repeat. Paying for a sword from the wallet takes five statements and the commit: purchase,
 * wallet, inventory, ledger, outbox; a limit takes one more, and so do credits, which may pay off a
 * debt.
 */
final class MySqlPurchaseLedger implements PurchaseLedger {
  private final Transactions transactions;

  MySqlPurchaseLedger(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Optional<RecordedPurchase> find(String player, String key) {
    return transactions.read(session -> find(session, Sql.FIND_BY_KEY, player, Session.bytes(key)));
  }

  @Override
  public Entered enter(NewPurchase purchase) {
    return transactions.write(
        session ->
            insert(session, purchase)
                ? grant(session, purchase)
                : session.abandon(known(session, purchase)));
  }

  @Override
  public Entered complete(NewPurchase purchase) {
    return transactions.write(
        session ->
            update(session, purchase)
                ? grant(session, purchase)
                : session.abandon(known(session, purchase)));
  }

  @Override
  public Keeping keep(Attempt attempt, Instant again, int most) {
    PurchaseRequest request = attempt.request();
    int kept =
        transactions.writeAlone(
            session ->
                session.updateUnlessTaken(
                    Sql.INSERT_KEPT_PURCHASE,
                    attempt.id(),
                    request.player(),
                    Session.bytes(request.key()),
                    attempt.fingerprint().hex(),
                    attempt.trace(),
                    request.sku(),
                    request.quantity(),
                    request.store().id(),
                    request.shownPrice().map(Price::currency).orElse(null),
                    request.shownPrice().map(Price::minorUnits).orElse(null),
                    request.receipt().orElseThrow(),
                    attempt.at(),
                    again,
                    request.player(),
                    most));
    return kept == 1
        ? new Keeping.Kept()
        : find(request.player(), request.key())
            .<Keeping>map(Keeping.Known::new)
            .orElseGet(Keeping.TooMany::new);
  }

  @Override
  public void refuse(String purchaseId, Refusal reason) {
    transactions.writeAlone(
        session -> session.update(Sql.REFUSE_PURCHASE, reason.code(), purchaseId));
  }

  @Override
  public void forget(String purchaseId) {
    transactions.writeAlone(session -> session.update(Sql.FORGET_PURCHASE, purchaseId));
  }

  @Override
  public void acknowledged(String purchaseId, Instant at) {
    transactions.writeAlone(session -> session.update(Sql.ACKNOWLEDGE_PURCHASE, at, purchaseId));
  }

  @Override
  public Inventory inventory(String player) {
    return transactions.read(
        session -> {
          List<WalletLine> wallet = new ArrayList<>();
          List<InventoryLine> items = new ArrayList<>();
          session.list(
              Sql.FIND_INVENTORY,
              row ->
                  row.getInt(1) == 0
                      ? wallet.add(new WalletLine(row.getString(2), row.getLong(3), row.getLong(4)))
                      : items.add(
                          new InventoryLine(row.getString(2), row.getLong(3), row.getLong(4))),
              player,
              player);
          return new Inventory(List.copyOf(wallet), List.copyOf(items));
        });
  }

  /** Inserts a purchase; returns false if a unique key is taken. */
  private static boolean insert(Session session, NewPurchase purchase) throws SQLException {
    Attempt attempt = purchase.attempt();
    Grant grant = purchase.grant();
    Optional<StorePurchase> payment = purchase.payment();
    boolean isPaid = payment.isPresent();
    return session.updateUnlessTaken(
            Sql.INSERT_PURCHASE,
            attempt.id(),
            attempt.request().player(),
            Session.bytes(attempt.request().key()),
            attempt.fingerprint().hex(),
            attempt.trace(),
            grant.sku(),
            grant.quantity(),
            grant.store().id(),
            grant.price().currency(),
            grant.price().minorUnits(),
            transaction(payment),
            payment.map(StorePurchase::handle).orElse(null),
            payment.map(StorePurchase::product).orElse(null),
            payment.map(StorePurchase::paidAt).orElse(null),
            period(purchase),
            attempt.at(),
            purchase.at(),
            isPaid ? null : purchase.at(),
            isPaid ? purchase.again() : null,
            grant.test())
        == 1;
  }

  /**
   * Updates a purchase; returns false if the purchase is not kept any more or a unique key is
   * taken.
   */
  private static boolean update(Session session, NewPurchase purchase) throws SQLException {
    Grant grant = purchase.grant();
    StorePurchase payment = purchase.payment().orElseThrow();
    return session.updateUnlessTaken(
            Sql.COMPLETE_PURCHASE,
            grant.quantity(),
            grant.price().currency(),
            grant.price().minorUnits(),
            transaction(purchase.payment()),
            payment.handle(),
            payment.product(),
            payment.paidAt(),
            period(purchase),
            purchase.at(),
            purchase.again(),
            grant.test(),
            grant.purchaseId())
        == 1;
  }

  private static byte @Nullable [] transaction(Optional<StorePurchase> payment) {
    return payment.map(paid -> Session.bytes(paid.transactionId())).orElse(null);
  }

  private static @Nullable String period(NewPurchase purchase) {
    return purchase.limit().map(NewPurchase.Count::period).orElse(null);
  }

  /** Writes everything that follows from the purchase's row. */
  private static Entered grant(Session session, NewPurchase purchase) throws SQLException {
    Grant grant = purchase.grant();
    String player = purchase.attempt().request().player();
    if (purchase.payment().isPresent() && isTakenBack(session, purchase)) {
      return session.abandon(new Entered.TakenBack());
    }
    if (!isWithinLimit(session, purchase)) {
      return session.abandon(new Entered.LimitReached());
    }
    if (grant.store() == Store.WALLET && !pays(session, player, grant.price())) {
      return session.abandon(new Entered.CannotPay());
    }
    List<Credit> settled = Holdings.settledBy(session, player, grant.wallet());
    Holdings.add(session, player, new Goods(grant.wallet(), grant.items()));
    Holdings.post(
        session, grant.purchaseId(), 0, Posting.of(grant.settling(settled), player), purchase.at());
    Events.write(session, 0, purchase.at(), purchase.attempt().trace(), player, grant, Share.NONE);
    return new Entered.Done(settled);
  }

  // The purchase's row is written by now: a notice that is not seen here finds the row. A partial
  // refund is applied to this grant by the reconciler.
  private static boolean isTakenBack(Session session, NewPurchase purchase) throws SQLException {
    StorePurchase payment = purchase.payment().orElseThrow();
    Optional<MySqlNoticeLog.Word> last =
        MySqlNoticeLog.lastWord(session, payment.store(), payment.transactionId());
    if (last.filter(word -> word.takenBack().equals(Share.NONE)).isPresent()) {
      session.update(Sql.JUDGE_PURCHASE, last.get().at(), purchase.attempt().id());
    }
    return last.filter(word -> word.takenBack().equals(Share.ALL)).isPresent();
  }

  private static boolean isWithinLimit(Session session, NewPurchase purchase) throws SQLException {
    int quantity = purchase.grant().quantity();
    try {
      if (purchase.limit().isPresent()) {
        NewPurchase.Count count = purchase.limit().get();
        session.update(
            count.refuses() ? Sql.COUNT_REFUSING : Sql.COUNT_RAISING,
            purchase.attempt().request().player(),
            purchase.grant().sku(),
            count.period(),
            quantity,
            count.refuses() ? count.most() : Math.max(count.most(), quantity));
      }
      if (purchase.testDay().isPresent()) {
        NewPurchase.TestDay tests = purchase.testDay().get();
        session.update(Sql.COUNT_TEST, tests.day(), tests.most());
      }
      return true;
    } catch (SQLException e) {
      if (DatabaseErrors.of(e) == DatabaseErrors.CHECK_VIOLATED) {
        return false;
      }
      throw e;
    }
  }

  private static boolean pays(Session session, String player, Price price) throws SQLException {
    return price.minorUnits() == 0
        || session.update(Sql.PAY, price.minorUnits(), player, price.currency(), price.minorUnits())
            == 1;
  }

  /** Returns what took the place of a purchase that could not be written. */
  private static Entered known(Session session, NewPurchase purchase) throws SQLException {
    PurchaseRequest request = purchase.attempt().request();
    Optional<RecordedPurchase> byTransaction =
        purchase.payment().isPresent()
            ? find(
                session,
                Sql.FIND_BY_TRANSACTION,
                request.store().id(),
                transaction(purchase.payment()))
            : Optional.empty();
    Optional<RecordedPurchase> byKey =
        find(session, Sql.FIND_BY_KEY, request.player(), Session.bytes(request.key()));
    // A kept purchase finds itself by its key: what counts is who has its transaction.
    return byTransaction
        .or(() -> byKey)
        .map(Entered.Known::new)
        .orElseThrow(() -> DatabaseErrors.busy("what was in the way has gone"));
  }

  private static Optional<RecordedPurchase> find(
      Session session, Sql sql, @Nullable Object... values) throws SQLException {
    Optional<PurchaseRow> row = session.first(sql, PurchaseRow::read, values);
    return row.isPresent() ? Optional.of(row.get().recorded(session)) : Optional.empty();
  }
}
