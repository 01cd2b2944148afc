package io.gamekeeper.event;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** When players were seen. */
public interface Sightings {
  /**
   * When a player was seen.
   *
   * @param last day in UTC
   */
  record Seen(Instant first, LocalDate last) {}

  /** Returns when a player was seen; empty if that is not known. */
  Optional<Seen> of(String player);
}
