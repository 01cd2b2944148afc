package io.gamekeeper.payment.lambda;

import io.gamekeeper.payment.Refusal;
import io.gamekeeper.platform.http.Problem;
import java.time.Duration;

/** The purchases' own problem documents; each detail says what to do. */
final class Problems {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** The reconciler's first pause before it asks a store again. */
  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

  /** The reconciler runs every minute. */
  private static final Duration BACKLOG_PAUSE = Duration.ofMinutes(1);

  private Problems() {}

  static Problem keyReused() {
    return Problem.conflict(
        "this Idempotency-Key was used before, for another purchase: use a new key for each");
  }

  static Problem cannotPay() {
    return Problem.of(
        "cannot-pay",
        402,
        "The wallet does not hold the price",
        "nothing was bought: get more of the currency, then buy under a new Idempotency-Key or"
            + " this one");
  }

  static Problem pending() {
    return new Problem(
        "purchase-pending",
        503,
        "The store cannot be asked now",
        "the receipt is kept and will be granted once the store confirms it: repeat the request"
            + " with the same Idempotency-Key to learn the result",
        STORE_PAUSE);
  }

  static Problem tooManyPending() {
    return new Problem(
        "too-many-pending-purchases",
        429,
        "Too many receipts wait for their store",
        "this one is not kept: hold on to it, and repeat the request with the same"
            + " Idempotency-Key once others are granted",
        BACKLOG_PAUSE);
  }

  static Problem unknown() {
    return new Problem(
        "purchase-unknown",
        503,
        "It is not known whether the purchase was recorded",
        "repeat the request with the same Idempotency-Key: it is bought once, however often you do",
        SOON);
  }

  static Problem unsignedNotice() {
    return Problem.of(
        "notice-not-genuine",
        401,
        "The message is not the store's",
        "it must be signed by the store, for this app");
  }

  static Problem refused(Refusal refusal) {
    return switch (refusal) {
      case RECEIPT_FORGED ->
          refused(
              refusal,
              "The receipt is not the store's",
              "send the receipt exactly as the store gave it");
      case RECEIPT_EXPIRED -> refused(refusal, "The receipt has expired", "buy again in the store");
      case RECEIPT_REPLAYED ->
          refused(
              refusal,
              "This payment was used before",
              "each payment is granted once, to the player who presented it first");
      case RECEIPT_OF_ANOTHER_APP ->
          refused(
              refusal, "The receipt is another app's", "send a receipt of a purchase in this game");
      case RECEIPT_OF_ANOTHER_ENVIRONMENT ->
          refused(
              refusal,
              "The receipt is from another environment of the store",
              "test purchases count only where tests run, and real ones only where players play");
      case RECEIPT_OF_ANOTHER_PLAYER ->
          refused(
              refusal, "Another player paid", "log in as the player who bought it in the store");
      case RECEIPT_OF_ANOTHER_PRODUCT ->
          refused(refusal, "Something else was bought", "send the sku that the receipt is for");
      case NOT_PAID ->
          refused(
              refusal,
              "The store has no payment for this receipt",
              "finish the payment in the store, then repeat the request");
      case PAYMENT_TAKEN_BACK ->
          refused(refusal, "The store has given the money back", "buy again in the store");
      case RECEIPT_UNEXPECTED ->
          refused(
              refusal,
              "A receipt is missing or not expected",
              "apple and google need 'receipt'; wallet accepts none");
      case RECEIPT_TOO_LARGE ->
          refused(refusal, "The receipt is too large", "at most 32768 bytes are accepted");
      case UNKNOWN_SKU ->
          refused(refusal, "There is no such sku", "send the sku of a product in the catalogue");
      case NOT_SOLD_HERE ->
          refused(refusal, "This store does not sell the sku", "buy it in a store that sells it");
      case NOT_ON_SALE ->
          refused(refusal, "The sale has not begun or is over", "buy it while it is on sale");
      case PRICE_MISMATCH ->
          refused(
              refusal,
              "The price is another one",
              "refresh the catalogue and show the player the new price");
      case QUANTITY_OUT_OF_BOUNDS ->
          refused(
              refusal,
              "The quantity is out of bounds",
              "buy at least one, and no more than the catalogue allows at a time");
      case LIMIT_REACHED ->
          refused(
              refusal,
              "The player has reached the limit",
              "wait for the limit's next period, if it has one");
    };
  }

  private static Problem refused(Refusal refusal, String title, String detail) {
    return Problem.unprocessable(refusal.code(), title, detail);
  }
}
