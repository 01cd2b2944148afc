package io.gamekeeper.local.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A payment in a store's books.
 *
 * @param transactionId Apple's transaction id, Google's order id
 * @param token Google's purchase token; Apple has none and repeats the id
 * @param account the player as the game's client names it to the store
 * @param takenBack when the payment was given back
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
    Optional<Instant> takenBack,
    Optional<Instant> noticed) {
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
        Optional.empty(),
        Optional.empty());
  }

  Sale withAcknowledgement() {
    return new Sale(
        transactionId, token, product, quantity, account, paidAt, true, takenBack, noticed);
  }

  Sale withRefund(Instant at, Instant now) {
    return new Sale(
        transactionId,
        token,
        product,
        quantity,
        account,
        paidAt,
        acknowledged,
        Optional.of(at),
        Optional.of(now));
  }
}
