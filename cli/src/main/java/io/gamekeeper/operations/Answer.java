package io.gamekeeper.operations;

import java.time.Duration;
import java.util.Optional;

/**
 * An answer as it came.
 *
 * @param retryAfter when it makes sense to ask again, if the answer says so
 */
public record Answer(int status, Optional<Duration> retryAfter, String body) {

  /** Reads the header; what is not a number of seconds counts as absent. */
  public static Optional<Duration> retryAfter(String header) {
    return header.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(header)))
        : Optional.empty();
  }
}
