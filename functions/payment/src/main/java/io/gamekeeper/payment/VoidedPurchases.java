package io.gamekeeper.payment;

import java.time.Instant;
import java.util.List;

/** Payments that a store took back, for a store that must be asked. */
public interface VoidedPurchases {

  /**
   * What the store took back in a span of time by its own clock, each as a {@link
   * StoreNotice.TakenBack}. The store may learn of some late: ask for overlapping spans.
   *
   * @param from inclusive; what is older than the store remembers (Google: 30 days) is left out
   * @throws StoreUnavailableException if the store did not tell all of it
   */
  List<StoreNotice> between(Instant from, Instant until);
}
