package io.gamekeeper.oncall.page;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Links in messages. */
public interface Links {

  /**
   * Returns where a person takes an incident on; empty if there is no such link now.
   *
   * @param incident its id
   * @param at when the person was to be told, from which on the link holds
   */
  Optional<URI> acknowledge(String incident, String person, Instant at);
}
