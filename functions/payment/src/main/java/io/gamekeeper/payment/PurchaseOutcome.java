package io.gamekeeper.payment;

/** The result of a request to buy. */
public sealed interface PurchaseOutcome {

  /**
   * The player has it.
   *
   * @param repeated whether it was granted before
   */
  record Granted(Grant grant, boolean repeated) implements PurchaseOutcome {}

  /** The key names another request of this player. */
  record KeyReused() implements PurchaseOutcome {}

  /** The wallet does not hold the price. */
  record CannotPay() implements PurchaseOutcome {}

  /** Refused for good; nothing is granted. */
  record Refused(Refusal reason) implements PurchaseOutcome {}

  /**
   * The store cannot be asked now: the receipt is kept and granted as soon as it is found true. To
   * learn the result, repeat the request with the same key.
   */
  record Pending() implements PurchaseOutcome {}

  /**
   * The store cannot be asked now, and as many receipts of the player are kept as may be. The
   * client keeps this one and repeats the request later.
   */
  record TooManyPending() implements PurchaseOutcome {}

  /**
   * Nobody knows whether the purchase was recorded: repeat the request with the same key, which is
   * safe.
   */
  record Unknown() implements PurchaseOutcome {}
}
