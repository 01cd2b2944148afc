package io.gamekeeper.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the stores told, kept until it is applied and for good. Methods throw as those of {@link
 * PurchaseLedger} do.
 */
public interface NoticeLog {

  /**
   * Keeps a notice; nothing happens if it was kept before.
   *
   * @param raw as the store sent it
   */
  void keep(StoreNotice notice, String raw, Instant at);

  /** What became of a notice. */
  enum Applied {
    /** The payment is not known here: it stays kept, and a receipt of it will be judged by it. */
    WAITING,
    /** It changes nothing: it was applied before, or the store told something later. */
    NO_CHANGE,
    /** The goods were taken back. */
    TAKEN_BACK,
    /** The goods were granted again. */
    REINSTATED
  }

  /**
   * Makes the ledger agree with a kept notice, once: each (compensation id, version) is written at
   * most once, and a store's later word outranks its earlier one in whatever order they arrive.
   */
  Applied apply(StoreNotice notice, Instant at);

  /** Kept notices that were not applied and whose payment is known by now, the oldest first. */
  List<StoreNotice> applicable(int limit);

  /** How far a store was asked for what it took back. */
  Optional<Instant> watermark(Store store);

  /** Moves the watermark on; it never goes back. */
  void watermark(Store store, Instant at);
}
