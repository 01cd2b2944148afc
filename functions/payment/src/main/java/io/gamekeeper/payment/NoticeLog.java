package io.gamekeeper.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The log of stores' notifications, which are kept for good. Methods throw as those of {@link
 * PurchaseLedger} do.
 */
public interface NoticeLog {

  /**
   * Keeps a notice; nothing happens if it was kept before.
   *
   * @param raw as the store sent it
   */
  void keep(StoreNotice notice, String raw, Instant at);

  /** The result of applying a notice. */
  enum Applied {
    /**
     * The payment is not known here: the notice stays kept, and a later receipt of the payment will
     * be judged by it.
     */
    WAITING,
    /** It changes nothing: it was applied before, or the store told something later. */
    NO_CHANGE,
    /** Goods were taken back. */
    TAKEN_BACK,
    /** Goods that had been taken back were given again. */
    REINSTATED
  }

  /**
   * Makes the ledger agree with what is kept about a notice's payment: its store's latest word says
   * which share of it is taken back, in whatever order and however often the words arrive. Each
   * (compensation id, version) is written at most once.
   */
  Applied apply(StoreNotice notice, Instant at);

  /**
   * Returns kept notices that were not applied and whose payment is known by now, the oldest first.
   */
  List<StoreNotice> applicable(int limit);

  /** Returns the time up to which a store was asked for what it took back. */
  Optional<Instant> watermark(Store store);

  /** Moves the watermark on; it never goes back. */
  void watermark(Store store, Instant at);
}
