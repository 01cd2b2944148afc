package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * A payment that a store vouches for.
 *
 * @param transactionId the store's own id of the payment, unique within the store: Apple's
 *     transaction id, Google's order id, or its purchase token where there is no order
 * @param product the store's product, which is our sku
 * @param quantity how many of it, from 1
 * @param price what was paid, where the store tells
 * @param paidAt when
 * @param handle the id by which {@link StoreFront#acknowledge} names the payment
 * @param test whether it cost no money where others cost some
 */
public record StorePurchase(
    Store store,
    String transactionId,
    String product,
    int quantity,
    Optional<Price> price,
    Instant paidAt,
    String handle,
    boolean test) {}
