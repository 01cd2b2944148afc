package io.gamekeeper.local.appstore;

/**
 * A purchase as the game's client gets it from a store.
 *
 * @param transactionId what the store calls the payment
 * @param receipt what the client sends on
 */
public record Sold(String transactionId, String receipt) {}
