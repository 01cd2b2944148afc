package io.gamekeeper.payment.database;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.payment.NoticeLog;
import io.gamekeeper.payment.Posting;
import io.gamekeeper.payment.PurchaseState;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StorePurchase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notices in MySQL, and the compensations that follow from them. */
final class MySqlNoticeLog implements NoticeLog {
  private static final String TAKEN_BACK = "taken-back";
  private static final String REINSTATED = "reinstated";
  private static final String NOTHING = "nothing";
  private static final int KIND_LENGTH = 255;

  private final Transactions transactions;

  MySqlNoticeLog(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * What a store says of a payment.
   *
   * @param at when it decided that
   */
  record Word(String transactionId, boolean takenBack, Instant at) {
    Word {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    static Optional<Word> of(StoreNotice notice) {
      return switch (notice.meaning()) {
        case StoreNotice.TakenBack(String transaction, Instant at) ->
            Optional.of(new Word(transaction, true, at));
        case StoreNotice.Reinstated(String transaction, Instant at) ->
            Optional.of(new Word(transaction, false, at));
        case StoreNotice.Nothing() -> Optional.empty();
      };
    }

    /** Whether it outranks what was applied last. */
    private boolean isNewsTo(PurchaseRow purchase) {
      return purchase
          .judgedAt()
          .map(
              judged ->
                  at.isAfter(judged)
                      || (at.equals(judged) && !takenBack && !purchase.state().stands()))
          .orElse(true);
    }
  }

  /** The latest of what is kept about a payment. */
  static Optional<Word> lastWord(Session session, StorePurchase payment) throws SQLException {
    return session.first(
        Sql.LAST_NOTICE_OF_TRANSACTION,
        row ->
            new Word(
                payment.transactionId(),
                row.getString(1).equals(TAKEN_BACK),
                Session.instant(row, 2).orElseThrow()),
        payment.store().id(),
        Session.bytes(payment.transactionId()));
  }

  @Override
  public void keep(StoreNotice notice, String raw, Instant at) {
    Optional<Word> word = Word.of(notice);
    transactions.writeAlone(
        session ->
            session.updateUnlessTaken(
                Sql.INSERT_NOTICE,
                notice.store().id(),
                Session.bytes(notice.id()),
                notice.kind().substring(0, Math.min(notice.kind().length(), KIND_LENGTH)),
                word.map(w -> w.takenBack() ? TAKEN_BACK : REINSTATED).orElse(NOTHING),
                transaction(word),
                notice.sentAt(),
                word.map(Word::at).orElse(notice.sentAt()),
                raw,
                at,
                word.isPresent() ? null : at));
  }

  @Override
  public Applied apply(StoreNotice notice, Instant at) {
    Optional<Word> word = Word.of(notice);
    return word.isEmpty()
        ? Applied.NO_CHANGE
        : transactions.write(session -> apply(session, notice, word.get(), at));
  }

  @Override
  public List<StoreNotice> applicable(int limit) {
    return transactions.read(
        session -> session.list(Sql.APPLICABLE_NOTICES, MySqlNoticeLog::notice, limit));
  }

  @Override
  public Optional<Instant> watermark(Store store) {
    return transactions.read(
        session ->
            session.first(
                Sql.FIND_WATERMARK, row -> Session.instant(row, 1).orElseThrow(), store.id()));
  }

  @Override
  public void watermark(Store store, Instant at) {
    transactions.writeAlone(session -> session.update(Sql.MOVE_WATERMARK, store.id(), at));
  }

  private static Applied apply(Session session, StoreNotice notice, Word word, Instant at)
      throws SQLException {
    Optional<PurchaseRow> found =
        session.first(
            Sql.LOCK_BY_TRANSACTION,
            PurchaseRow::read,
            notice.store().id(),
            Session.bytes(word.transactionId()));
    if (found.isEmpty()) {
      return session.abandon(Applied.WAITING);
    }
    PurchaseRow purchase = found.get();
    Applied applied = Applied.NO_CHANGE;
    if (word.isNewsTo(purchase)) {
      if (word.takenBack() == purchase.state().stands()) {
        change(session, purchase, notice, word, at);
        applied = word.takenBack() ? Applied.TAKEN_BACK : Applied.REINSTATED;
      } else {
        session.update(Sql.JUDGE_PURCHASE, word.at(), purchase.id());
      }
    }
    session.update(Sql.NOTICE_APPLIED, at, notice.store().id(), Session.bytes(notice.id()));
    return applied;
  }

  private static void change(
      Session session, PurchaseRow purchase, StoreNotice notice, Word word, Instant at)
      throws SQLException {
    int version = purchase.version() + 1;
    Posting granted = purchase.posting(session);
    PurchaseState state = word.takenBack() ? PurchaseState.COMPENSATING : PurchaseState.EXECUTING;
    boolean tellStore = !word.takenBack() && purchase.acknowledgedAt().isEmpty();
    session.update(
        Sql.CHANGE_PURCHASE, state.id(), version, word.at(), tellStore ? at : null, purchase.id());
    if (word.takenBack()) {
      Holdings.takeBack(session, purchase.player(), granted.goodsOf(purchase.player()));
    } else {
      Holdings.add(session, purchase.player(), granted.goodsOf(purchase.player()));
    }
    Holdings.post(
        session, purchase.id(), version, word.takenBack() ? granted.reversed() : granted, at);
    session.update(
        Sql.INSERT_COMPENSATION,
        Session.bytes(notice.store().id() + ":" + word.transactionId()),
        version,
        purchase.id(),
        Session.bytes(notice.id()),
        at);
    Events.write(
        session,
        word.takenBack() ? GameEvent.PURCHASE_REFUNDED : GameEvent.PURCHASE_COMPLETED,
        version,
        at,
        purchase.attempt().traceId(),
        purchase.player(),
        purchase.grant(granted));
  }

  private static StoreNotice notice(ResultSet row) throws SQLException {
    String transaction = Objects.requireNonNull(Session.text(row, 5));
    Instant decidedAt = Session.instant(row, 7).orElseThrow();
    return new StoreNotice(
        Store.of(row.getString(1)).orElseThrow(),
        Objects.requireNonNull(Session.text(row, 2)),
        row.getString(3),
        Session.instant(row, 6).orElseThrow(),
        row.getString(4).equals(TAKEN_BACK)
            ? new StoreNotice.TakenBack(transaction, decidedAt)
            : new StoreNotice.Reinstated(transaction, decidedAt));
  }

  private static byte @Nullable [] transaction(Optional<Word> word) {
    return word.map(w -> Session.bytes(w.transactionId())).orElse(null);
  }
}
