package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.time.Redelivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The pauses between launches that fail; each pause is twice as long as the one before. Guarded by
 * the group's lock.
 */
final class LaunchBackoff {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final InstantSource clock;
  private int failuresInARow;
  private Instant noLaunchBefore = Instant.MIN;

  LaunchBackoff(InstantSource clock) {
    this.clock = clock;
  }

  /** Tells whether no pause is under way. */
  boolean mayLaunch() {
    return !clock.instant().isBefore(noLaunchBefore);
  }

  int failuresInARow() {
    return failuresInARow;
  }

  /** Begins a pause and returns its length. */
  Duration failed() {
    failuresInARow++;
    Duration pause = Redelivery.doubled(FIRST, LONGEST, failuresInARow);
    noLaunchBefore = clock.instant().plus(pause);
    return pause;
  }

  void succeeded() {
    failuresInARow = 0;
  }
}
