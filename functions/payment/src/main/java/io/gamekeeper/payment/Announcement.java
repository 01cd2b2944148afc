package io.gamekeeper.payment;

import io.gamekeeper.contract.GameEvent;
import java.time.Instant;

/**
 * An event of the outbox. It may be published more than once, always with the same id.
 *
 * @param id the same whenever it is published
 * @param version counts the changes of a purchase, from 0 for the grant; a consumer ignores what is
 *     older than what it has
 * @param trace of the request that bought: its id, and how to join it
 * @param at when it happened
 * @param price what was paid for all of it
 * @param test whether it cost no money where others cost some; no revenue
 * @param takenBack which share of it is taken back by now
 */
public record Announcement(
    String id,
    GameEvent event,
    Instant at,
    String trace,
    String player,
    String purchaseId,
    int version,
    String sku,
    int quantity,
    Store store,
    Price price,
    boolean test,
    Share takenBack) {}
