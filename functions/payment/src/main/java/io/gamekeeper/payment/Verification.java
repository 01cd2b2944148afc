package io.gamekeeper.payment;

/** The result of verifying a receipt. */
public sealed interface Verification {

  /** The store vouches for it. */
  record Verified(StorePurchase purchase) implements Verification {}

  /** It is certain that nothing may be granted for it. */
  record Refused(Refusal reason) implements Verification {}

  /**
   * Nobody can tell now. The payment may be real: keep the receipt and ask again.
   *
   * @param why for the log
   */
  record Unavailable(String why) implements Verification {}
}
