package io.gamekeeper.platform.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session of a player began or ended.
 *
 * @param id the entry's id in the stream, {@code MILLISECONDS-SEQUENCE}
 * @param at when, by the game server's clock
 * @param length how long it was, of one that ended
 */
public record SessionEvent(String id, String player, Instant at, Optional<Duration> length) {
  /** Returns when it arrived in the stream, by Redis' clock. */
  public Instant arrived() {
    return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
  }
}
