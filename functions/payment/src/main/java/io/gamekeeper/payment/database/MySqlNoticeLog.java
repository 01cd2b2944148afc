package io.gamekeeper.payment.database;

import io.gamekeeper.payment.Catalogue;
import io.gamekeeper.payment.NoticeLog;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of notices in MySQL; {@link Refund} applies them. */
final class MySqlNoticeLog implements NoticeLog {
  private static final String TAKEN_BACK = "taken-back";
  private static final String PART_TAKEN = "part-taken";
  private static final String REINSTATED = "reinstated";
  private static final String NOTHING = "nothing";
  private static final int KIND_LENGTH = 255;

  private final Transactions transactions;
  private final Catalogue catalogue;

  /**
   * Creates the log on these tables.
   *
   * @param catalogue whose rules say what a refund takes back
   */
  MySqlNoticeLog(Transactions transactions, Catalogue catalogue) {
    this.transactions = transactions;
    this.catalogue = catalogue;
  }

  /**
   * A store's latest decision about a payment.
   *
   * @param takenBack which share of it; none if it stands
   * @param at when it decided that
   */
  record Word(String transactionId, Share takenBack, Instant at) {
    Word {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    static Optional<Word> of(StoreNotice notice) {
      return switch (notice.meaning()) {
        case StoreNotice.TakenBack(String transaction, Share share, Instant at) ->
            Optional.of(new Word(transaction, share, at));
        case StoreNotice.Reinstated(String transaction, Instant at) ->
            Optional.of(new Word(transaction, Share.NONE, at));
        case StoreNotice.Nothing() -> Optional.empty();
      };
    }

    /** Reads the columns meaning, refunded_part, refunded_of and decided_at. */
    private static Word read(ResultSet row, int column, String transactionId) throws SQLException {
      return new Word(
          transactionId,
          switch (row.getString(column)) {
            case TAKEN_BACK -> Share.ALL;
            case PART_TAKEN -> new Share(row.getInt(column + 1), row.getInt(column + 2));
            default -> Share.NONE;
          },
          Session.instant(row, column + 3).orElseThrow());
    }

    private String meaning() {
      return isPart() ? PART_TAKEN : takenBack.equals(Share.ALL) ? TAKEN_BACK : REINSTATED;
    }

    private boolean isPart() {
      return !takenBack.equals(Share.ALL) && !takenBack.equals(Share.NONE);
    }
  }

  /** Returns the latest of what is kept about a payment. */
  static Optional<Word> lastWord(Session session, Store store, String transactionId)
      throws SQLException {
    return session.first(
        Sql.LAST_NOTICE_OF_TRANSACTION,
        row -> Word.read(row, 1, transactionId),
        store.id(),
        Session.bytes(transactionId));
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
                word.map(Word::meaning).orElse(NOTHING),
                word.filter(Word::isPart).map(w -> w.takenBack().part()).orElse(null),
                word.filter(Word::isPart).map(w -> w.takenBack().whole()).orElse(null),
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

  private Applied apply(Session session, StoreNotice notice, Word word, Instant at)
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
    Word last = lastWord(session, notice.store(), word.transactionId()).orElse(word);
    Applied applied =
        new Refund(session, found.get(), catalogue.refundRule(found.get().sku()))
            .reach(last, notice.id(), at);
    session.update(Sql.NOTICE_APPLIED, at, notice.store().id(), Session.bytes(notice.id()));
    return applied;
  }

  private static StoreNotice notice(ResultSet row) throws SQLException {
    String transaction = Objects.requireNonNull(Session.text(row, 8));
    Word word = Word.read(row, 4, transaction);
    return new StoreNotice(
        Store.of(row.getString(1)).orElseThrow(),
        Objects.requireNonNull(Session.text(row, 2)),
        row.getString(3),
        Session.instant(row, 9).orElseThrow(),
        word.takenBack().equals(Share.NONE)
            ? new StoreNotice.Reinstated(transaction, word.at())
            : new StoreNotice.TakenBack(transaction, word.takenBack(), word.at()));
  }

  private static byte @Nullable [] transaction(Optional<Word> word) {
    return word.map(w -> Session.bytes(w.transactionId())).orElse(null);
  }
}
