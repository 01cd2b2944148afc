package io.gamekeeper.event;

import java.time.Instant;

/** What is known of players. */
public interface Players {
  /**
   * What the keepers of events must know of a player.
   *
   * @param pseudonym the random name under which the lake knows the player; empty if the player was
   *     erased and nothing has come since
   * @param erased events that were accepted until then are not to be kept; the epoch if there are
   *     none
   */
  record Known(String pseudonym, Instant erased) {}

  /**
   * Returns what is known of a player, who gets a pseudonym with the first event, and another with
   * the first that was accepted after an erasure.
   *
   * @param received when an event of the player was accepted
   */
  Known of(String player, Instant received);

  /**
   * Notes the level that a player reached; an earlier one than what is noted changes nothing, nor
   * does one that was accepted before the player was erased.
   */
  void reachedLevel(String player, long level, Instant at, Instant received);
}
