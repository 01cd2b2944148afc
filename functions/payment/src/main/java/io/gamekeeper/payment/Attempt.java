package io.gamekeeper.payment;

import java.time.Instant;

/**
 * A request that is being served: what is kept while its store cannot be asked.
 *
 * @param id the id of the purchase, should it succeed
 * @param fingerprint of the request's content; a repeat has the same
 * @param traceId of the request that came first
 * @param at when that was
 */
public record Attempt(
    String id, PurchaseRequest request, Fingerprint fingerprint, String traceId, Instant at) {}
