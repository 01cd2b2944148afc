package io.gamekeeper.payment;

import java.time.Instant;

/**
 * A request that is being served: what is kept while its store cannot be asked.
 *
 * @param id the id of the purchase, should it succeed
 * @param fingerprint of the request's content; a repeat has the same
 * @param trace of the request that came first: its id, and after a semicolon how to join it
 * @param at when that was
 */
public record Attempt(
    String id, PurchaseRequest request, Fingerprint fingerprint, String trace, Instant at) {}
