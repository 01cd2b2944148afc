package io.gamekeeper.local.appstore;

/**
 * What the game's client gets from a store.
 *
 * @param transactionId what the store calls the payment
 * @param receipt what the client sends on
 */
public record Sold(String transactionId, String receipt) {}
