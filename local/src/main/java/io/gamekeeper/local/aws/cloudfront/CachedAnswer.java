package io.gamekeeper.local.aws.cloudfront;

import java.time.Instant;

/**
 * An answer in a cache.
 *
 * @param since when the origin gave or confirmed it
 * @param until when it has to be fetched again
 */
record CachedAnswer(Origin.Fetched answer, Instant since, Instant until) {
  /** The memory of an answer beside its body. */
  private static final long OVERHEAD_BYTES = 512;

  boolean fresh(Instant now) {
    return now.isBefore(until);
  }

  long bytes() {
    return answer.body().length() + OVERHEAD_BYTES;
  }
}
