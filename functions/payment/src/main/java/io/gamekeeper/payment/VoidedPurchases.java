package io.gamekeeper.payment;

import java.time.Instant;
import java.util.List;

/** The payments that a store took back, for a store that must be asked for them. */
public interface VoidedPurchases {

  /**
   * Returns what the store took back in a span of time by its own clock, each as a {@link
   * StoreNotice.TakenBack}. The store may learn of some late: ask for overlapping spans.
   *
   * @param from inclusive; what is older than the store remembers (Google: 30 days) is left out
   * @throws StoreUnavailableException if the store did not list all of it
   */
  List<StoreNotice> between(Instant from, Instant until);
}
