package io.gamekeeper.local.time;

import io.gamekeeper.platform.Waiting;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The sources of time and chance that all functions of a stage share.
 *
 * @param random thread-safe
 */
public record StageTime(InstantSource clock, Waiting waiting, RandomGenerator random) {

  /** A time that an agenda leads from a start on; nobody waits through it but by the agenda. */
  public static StageTime virtual(Instant start, RandomGenerator random) {
    return new StageTime(
        new VirtualClock(start),
        _ -> {
          throw new IllegalStateException("a virtual time is waited for through its agenda");
        },
        random);
  }
}
