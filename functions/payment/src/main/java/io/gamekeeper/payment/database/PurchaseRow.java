package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Attempt;
import io.gamekeeper.payment.Backlog;
import io.gamekeeper.payment.Fingerprint;
import io.gamekeeper.payment.Goods;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.Posting;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.PurchaseRequest;
import io.gamekeeper.payment.PurchaseState;
import io.gamekeeper.payment.RecordedPurchase;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StorePurchase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A row of {@code purchases}. */
record PurchaseRow(
    Attempt attempt,
    PurchaseState state,
    Optional<Refusal> refusal,
    int version,
    Optional<Price> price,
    Optional<StorePurchase> payment,
    Optional<Instant> acknowledgedAt,
    Optional<Instant> judgedAt,
    int attempts,
    Optional<Instant> nextAttemptAt,
    Share takenBack) {

  static final String COLUMNS =
      "id, player, idempotency_key, fingerprint, trace_id, created_at, sku, quantity, store, currency,"
          + " price, receipt, state, refusal, version, transaction_id, handle, product, paid_at,"
          + " acknowledged_at, judged_at, attempts, next_attempt_at, refunded_part, refunded_of, test";

  static PurchaseRow read(ResultSet row) throws SQLException {
    Store store = Store.of(row.getString(9)).orElseThrow();
    String currency = row.getString(10);
    Optional<Price> price =
        currency == null ? Optional.empty() : Optional.of(new Price(currency, row.getLong(11)));
    int quantity = row.getInt(8);
    String transaction = Session.text(row, 16);
    Optional<StorePurchase> payment =
        transaction == null
            ? Optional.empty()
            : Optional.of(
                new StorePurchase(
                    store,
                    transaction,
                    row.getString(18),
                    quantity,
                    price,
                    Session.instant(row, 19).orElseThrow(),
                    row.getString(17),
                    row.getBoolean(26)));
    PurchaseState state = PurchaseState.of(row.getString(13));
    return new PurchaseRow(
        new Attempt(
            row.getString(1),
            new PurchaseRequest(
                row.getString(2),
                Objects.requireNonNull(Session.text(row, 3)),
                row.getString(7),
                store,
                quantity,
                price,
                Optional.ofNullable(row.getString(12))),
            new Fingerprint(row.getString(4)),
            row.getString(5),
            Session.instant(row, 6).orElseThrow()),
        state,
        Optional.ofNullable(row.getString(14)).map(PurchaseRow::refusal),
        row.getInt(15),
        price,
        payment,
        Session.instant(row, 20),
        Session.instant(row, 21),
        row.getInt(22),
        Session.instant(row, 23),
        takenBack(state, row.getInt(24), row.getInt(25)));
  }

  /** Returns the share that is taken back: the columns hold it for purchases that stand. */
  static Share takenBack(PurchaseState state, int part, int whole) {
    return state.wasGranted() && !state.stands() ? Share.ALL : new Share(part, whole);
  }

  String id() {
    return attempt.id();
  }

  String sku() {
    return attempt.request().sku();
  }

  String player() {
    return attempt.request().player();
  }

  /** Returns the purchase with what it granted, which is read from the ledger. */
  RecordedPurchase recorded(Session session) throws SQLException {
    return new RecordedPurchase(
        attempt,
        state,
        refusal,
        state.wasGranted() ? Optional.of(grant(posting(session))) : Optional.empty());
  }

  /** Returns the posting of the grant. */
  Posting posting(Session session) throws SQLException {
    return new Posting(
        session.list(
            Sql.FIND_GRANT,
            row -> new Posting.Line(row.getString(1), row.getString(2), row.getLong(3)),
            id()));
  }

  Grant grant(Posting posting) {
    Goods goods = posting.goodsOf(player());
    PurchaseRequest request = attempt.request();
    return new Grant(
        id(),
        request.sku(),
        request.quantity(),
        request.store(),
        price.orElseThrow(),
        goods.wallet(),
        goods.items(),
        posting.settledOf(player()),
        payment.filter(StorePurchase::test).isPresent());
  }

  /** Returns the purchase as something to be driven on. */
  Backlog.Due due() {
    Instant at = nextAttemptAt.orElseThrow();
    return state == PurchaseState.PREPARING
        ? new Backlog.Kept(attempt, attempts, at)
        : new Backlog.Unacknowledged(id(), payment.orElseThrow(), attempts, at);
  }

  private static Refusal refusal(String code) {
    return Refusal.valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
