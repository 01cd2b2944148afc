package io.gamekeeper.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.event.EventType;
import java.time.Instant;

/**
 * An accepted event.
 *
 * @param id identifies it, with its player and its time: a repeated one is the same event
 * @param version of its type's schema
 * @param at when it happened, by whoever sent it, in whole milliseconds
 * @param received when it was accepted, in whole milliseconds
 * @param data what happened, as it was sent
 */
public record PlayerEvent(
    String id,
    EventType type,
    int version,
    String player,
    Instant at,
    Instant received,
    ObjectNode data) {}
