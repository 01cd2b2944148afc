package io.gamekeeper.local.appstore;

import io.gamekeeper.local.service.StageException;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment in a store's books.
 *
 * @param transactionId Apple's transaction id, Google's order id
 * @param token Google's purchase token; Apple has none and repeats the id
 * @param account the player as the game's client names it to the store
 * @param refundedPercent share of the payment that is refunded by now
 * @param refunded when a part of it was refunded last
 * @param noticed when the store noticed the refund
 */
record Sale(
    String transactionId,
    String token,
    String product,
    int quantity,
    String account,
    Instant paidAt,
    boolean acknowledged,
    int refundedPercent,
    Optional<Instant> refunded,
    Optional<Instant> noticed) {
  /** The whole payment, in percent. */
  static final int ALL = 100;

  static Sale of(
      String transactionId,
      String token,
      String product,
      int quantity,
      String account,
      Instant now) {
    return new Sale(
        transactionId,
        token,
        product,
        quantity,
        account,
        now,
        false,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** Returns when the whole payment was refunded; empty if it was not. */
  Optional<Instant> takenBack() {
    return refunded.filter(_ -> refundedPercent == ALL);
  }

  /** Returns how many of its pieces are refunded. */
  int refundedPieces() {
    return quantity * refundedPercent / ALL;
  }

  Sale withAcknowledgement() {
    return new Sale(
        transactionId,
        token,
        product,
        quantity,
        account,
        paidAt,
        true,
        refundedPercent,
        refunded,
        noticed);
  }

  /** Returns the sale with a larger share refunded; a refund cannot be taken back. */
  Sale withRefund(int percent, Instant at, Instant now) {
    if (percent < refundedPercent) {
      throw new StageException(
          "%s is already refunded by %d %%: state the total share to refund, not the additional one"
              .formatted(transactionId, refundedPercent));
    }
    if (percent == refundedPercent) {
      return this;
    }
    return new Sale(
        transactionId,
        token,
        product,
        quantity,
        account,
        paidAt,
        acknowledged,
        percent,
        Optional.of(at),
        Optional.of(now));
  }
}
