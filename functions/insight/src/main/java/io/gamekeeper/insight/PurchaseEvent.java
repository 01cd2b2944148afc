package io.gamekeeper.insight;

import java.time.Instant;

/**
 * What became of a purchase.
 *
 * @param key what the inbox knows the event by
 * @param version counts what happened to the purchase, from 0 for the grant
 * @param currency in which it was paid; a currency of the game if it cost no money
 * @param money whether it was paid with real money
 * @param netMinorUnits what is paid and not taken back by now, in the currency's smallest unit
 */
public record PurchaseEvent(
    String key,
    String purchase,
    int version,
    String currency,
    boolean money,
    long netMinorUnits,
    Instant at) {}
