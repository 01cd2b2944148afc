package io.gamekeeper.payment;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The times of further attempts: exponential back-off with full jitter – any time up to a bound
 * that doubles with each attempt –, so that purchases that failed together are not repeated
 * together. The smallest wait is that of the request itself, which is still at work on its
 * purchase.
 */
final class Retries {
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final Duration FIRST_BOUND = Duration.ofSeconds(4);
  private static final Duration LAST_BOUND = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 10;

  private final RandomGenerator random;

  Retries(RandomGenerator random) {
    this.random = random;
  }

  Instant next(Instant now, int attempts) {
    long bound =
        Math.min(
            LAST_BOUND.toMillis(),
            FIRST_BOUND.toMillis() << Math.min(Math.max(attempts, 0), MOST_DOUBLINGS));
    return now.plus(LEAST).plusMillis(random.nextLong(bound + 1));
  }
}
