package io.gamekeeper.operations;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a client waits for an API that is busy: longer each time, by chance a little more or less so
 * that many clients do not come back together, at least as long as the answer says, and in all no
 * longer than a limit.
 *
 * @param total of all waits of one request
 */
public record Patience(Duration total, Pause pause, RandomGenerator random) {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final int MOST_DOUBLINGS = 5;

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /** The patience of a person at a terminal. */
  public static Patience ofPerson() {
    return new Patience(
        Duration.ofSeconds(20), Thread::sleep, RandomGenerator.of("L64X128MixRandom"));
  }

  /**
   * Returns how long to wait.
   *
   * @param attempts that were made
   * @param asked what the answer asked for
   * @param waited what was waited for this request before
   * @return empty if that would be too long
   */
  Optional<Duration> next(int attempts, Optional<Duration> asked, Duration waited) {
    Duration own = FIRST.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    long millis = own.toMillis() / 2 + random.nextLong(own.toMillis() / 2 + 1);
    Duration wait = asked.orElse(Duration.ZERO).plusMillis(millis);
    return waited.plus(wait).compareTo(total) > 0 ? Optional.empty() : Optional.of(wait);
  }
}
