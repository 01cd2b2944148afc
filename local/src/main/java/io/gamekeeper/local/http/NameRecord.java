package io.gamekeeper.local.http;

import java.util.Optional;

/**
 * What a record says of its name.
 *
 * @param target DNS name of what it leads to
 * @param healthCheck id of the check that decides over a primary record
 */
public record NameRecord(Role role, String target, Optional<String> healthCheck) {

  /** Which of several records counts. */
  public enum Role {
    /** The only one. */
    SIMPLE,
    /** As long as it is well. */
    PRIMARY,
    /** When the primary one is not. */
    SECONDARY
  }
}
