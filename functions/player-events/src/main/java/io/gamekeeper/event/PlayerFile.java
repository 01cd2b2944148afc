package io.gamekeeper.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is kept of one player, for those who hand it out or erase it. */
public interface PlayerFile {
  /**
   * What is known of a player.
   *
   * @param pseudonym under which the lake knows the player
   * @param erased until when what was accepted is erased
   */
  record Profile(
      @Nullable String pseudonym,
      @Nullable Long level,
      @Nullable Instant levelAt,
      @Nullable Instant erased) {}

  /** An event as it is kept. */
  record Kept(String id, String type, int version, Instant at, Instant received, JsonNode data) {}

  /**
   * Some of a player's events.
   *
   * @param next where the next ones begin; empty if there are none
   */
  record Page(List<Kept> events, Optional<String> next) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /** Returns what is known of a player; empty if nothing is. */
  Optional<Profile> profile(String player);

  /**
   * Returns as many of a player's events as an answer can hold.
   *
   * @param cursor what a page called the next one; empty for the first
   * @throws IllegalArgumentException if no page said so
   */
  Page events(String player, Optional<String> cursor);

  /**
   * Forgets what is known of a player, and keeps apart what comes from now on: events that were
   * accepted until {@code erased} are not kept any more. Who remembers the player goes by that
   * after a while. A later erasure that is there already stays.
   *
   * @param forgotten when that may be forgotten too, if nothing new has come
   */
  void bury(String player, Instant erased, Instant forgotten);

  /**
   * Erases a player's events that were accepted until then.
   *
   * @param most how many at most
   * @return whether none is left
   */
  boolean eraseEvents(String player, Instant upTo, int most);
}
