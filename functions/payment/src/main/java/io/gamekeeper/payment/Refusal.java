package io.gamekeeper.payment;

import java.util.Locale;

/** The reasons for which a purchase is refused for good. */
public enum Refusal {
  /** The receipt's signature is not the store's, or it is not a receipt at all. */
  RECEIPT_FORGED,
  /** What was bought ended before now. */
  RECEIPT_EXPIRED,
  /** The payment was used before, by another player or for another purchase. */
  RECEIPT_REPLAYED,
  /** The receipt is another app's. */
  RECEIPT_OF_ANOTHER_APP,
  /** The receipt is from the store's test environment, or from the real one where tests run. */
  RECEIPT_OF_ANOTHER_ENVIRONMENT,
  /** The store says that another player paid. */
  RECEIPT_OF_ANOTHER_PLAYER,
  /** Something else was bought. */
  RECEIPT_OF_ANOTHER_PRODUCT,
  /** The store says that the payment was not made, or not yet. */
  NOT_PAID,
  /** The store has given the money back. */
  PAYMENT_TAKEN_BACK,
  /** A receipt is missing where one is needed, or present where none is. */
  RECEIPT_UNEXPECTED,
  RECEIPT_TOO_LARGE,
  UNKNOWN_SKU,
  /** The sku is not sold in this store. */
  NOT_SOLD_HERE,
  /** Its sale has not begun or is over. */
  NOT_ON_SALE,
  PRICE_MISMATCH,
  QUANTITY_OUT_OF_BOUNDS,
  /** The player has reached the limit. */
  LIMIT_REACHED;

  /** The reason as it is sent to clients, for instance {@code receipt-forged}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
