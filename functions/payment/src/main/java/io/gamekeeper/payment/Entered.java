package io.gamekeeper.payment;

import java.util.List;

/** The result of entering a purchase into the ledger. */
public sealed interface Entered {

  /**
   * The purchase was written, with its postings, goods and event.
   *
   * @param settled as in {@link Grant#settled}
   */
  record Done(List<Credit> settled) implements Entered {}

  /** Nothing was written: the player's key or the store's transaction is there already. */
  record Known(RecordedPurchase purchase) implements Entered {}

  /** Nothing was written: the wallet does not hold the price. */
  record CannotPay() implements Entered {}

  /** Nothing was written: the player has reached the limit. */
  record LimitReached() implements Entered {}

  /** Nothing was written: the store has told that it took the payment back. */
  record TakenBack() implements Entered {}
}
