package io.gamekeeper.fleet;

import io.gamekeeper.fleet.system.Timing;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Rate limits with a token bucket for each of many keys; buckets that are full again are dropped.
 */
final class RateLimiter {
  /** More keys than this at a time share one bucket, so that forged ones cost no memory. */
  static final int MOST_KEYS = 50_000;

  private final int perSecond;
  private final int burst;
  private final Timing timing;
  private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final Bucket others;

  RateLimiter(int perSecond, int burst, Timing timing) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.timing = timing;
    this.others = newBucket();
  }

  /** Takes one from the key's bucket; false if it is empty. */
  boolean allows(String key) {
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      bucket = buckets.size() < MOST_KEYS ? buckets.computeIfAbsent(key, k -> newBucket()) : others;
    }
    return bucket.tryConsume(1);
  }

  /** Drops the buckets that are full, which are the same as new ones. */
  void forgetFull() {
    buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
  }

  int keys() {
    return buckets.size();
  }

  /** Returns a bucket for one holder, which lives as long as the holder. */
  Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(new ByOurTime(timing))
        .build();
  }

  private record ByOurTime(Timing timing) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return timing.nanos();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
