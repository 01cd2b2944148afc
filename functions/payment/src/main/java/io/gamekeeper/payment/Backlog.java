package io.gamekeeper.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Purchases that are not finished. Methods throw as those of {@link PurchaseLedger} do. */
public interface Backlog {

  /** A purchase that must be driven on. */
  sealed interface Due {
    String purchaseId();

    /** Returns how often that was tried. */
    int attempts();

    /** Returns when it is to be tried. */
    Instant at();
  }

  /** A purchase whose receipt is kept. */
  record Kept(Attempt attempt, int attempts, Instant at) implements Due {
    @Override
    public String purchaseId() {
      return attempt.id();
    }
  }

  /** A granted purchase of which its store does not know. */
  record Unacknowledged(String purchaseId, StorePurchase payment, int attempts, Instant at)
      implements Due {}

  /**
   * Returns what is due, players taking turns: first the most overdue of each, then the second of
   * each, and so on, so that nobody waits behind a player who has many.
   */
  List<Due> due(Instant now, int limit);

  /**
   * Takes a due purchase for oneself until an instant, when it is due again.
   *
   * @return false if somebody else took it, or if it is not due any more
   */
  boolean claim(Due due, Instant until);

  /**
   * Returns when the oldest purchase began that is neither committed nor compensated nor refused.
   */
  Optional<Instant> oldest();

  /** Returns how many purchases are kept because their store could not be asked. */
  int kept();

  /**
   * Deletes what nobody needs any more: receipts of purchases that are no longer kept, published
   * events, and later the refused purchases themselves.
   *
   * @param before how old receipts and events must be
   * @param refusedBefore how old refused purchases must be
   * @return how many were deleted
   */
  int cleanUp(Instant before, Instant refusedBefore, int limit);
}
