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
 * @param refundedPercent how much of the payment is given back by now
 * @param refunded when some of it was given back last
 * @param noticed when the store noticed that it was
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
  /** In percent. */
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

  /** When the whole payment was given back. */
  Optional<Instant> takenBack() {
    return refunded.filter(_ -> refundedPercent == ALL);
  }

  /** How many of its pieces are given back. */
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

  /** With more given back; once it is, it stays so. */
  Sale withRefund(int percent, Instant at, Instant now) {
    if (percent < refundedPercent) {
      throw new StageException(
          "%s is refunded by %d %% already: name how much of it is given back by now, not how much more"
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
