package io.gamekeeper.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session of a player began or ended.
 *
 * @param at when, by the game server's clock
 * @param length how long it was, of one that ended
 */
public record SessionEvent(String player, Instant at, Optional<Duration> length) {}
