package io.gamekeeper.local.http;

import java.util.Optional;

/**
 * A DNS record of a name.
 *
 * @param target DNS name of its target
 * @param healthCheck id of the check that decides over a primary record
 */
public record NameRecord(Role role, String target, Optional<String> healthCheck) {

  /** The failover role of a record. */
  public enum Role {
    /** The only record. */
    SIMPLE,
    /** The record that counts as long as it is healthy. */
    PRIMARY,
    /** The record that counts when the primary one is not healthy. */
    SECONDARY
  }
}
