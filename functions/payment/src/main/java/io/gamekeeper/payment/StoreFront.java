package io.gamekeeper.payment;

/**
 * A store as seen from the game's servers. Both calls may be repeated: a repetition changes
 * nothing.
 */
public interface StoreFront {

  /** Returns which store this is. */
  Store store();

  /** Asks whether a receipt is true. Ends within a few hundred milliseconds. */
  Verification verify(Receipt receipt);

  /**
   * Tells the store that the payment's goods were granted; nothing happens if it knows already.
   *
   * @throws StoreUnavailableException if the store did not confirm; it may know nevertheless
   */
  void acknowledge(StorePurchase purchase);
}
