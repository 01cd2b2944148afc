package io.gamekeeper.local.aws.cloudfront;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cache before something slower. Requests for the same key that come at the same time wait for
 * one fetch. If the source fails, the cache answers with the stale answer, if it has one.
 */
final class Tier {
  private final InstantSource clock;
  private final BoundedCache cache;
  private final Map<String, CompletableFuture<Found>> fetching = new ConcurrentHashMap<>();

  /** The source behind the cache. */
  @FunctionalInterface
  interface Source {
    /**
     * Returns a fresh answer.
     *
     * @param stale what the cache still has, to be confirmed or replaced
     */
    CachedAnswer fetch(@Nullable CachedAnswer stale) throws IOException;
  }

  /** The source of an answer. */
  enum Outcome {
    HIT("Hit"),
    MISS("Miss"),
    REFRESH_HIT("RefreshHit");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** An answer and its source. */
  record Found(CachedAnswer answer, Outcome outcome) {}

  Tier(InstantSource clock, long limitBytes) {
    this.clock = clock;
    this.cache = new BoundedCache(limitBytes);
  }

  /**
   * Returns the answer for a key.
   *
   * @throws IOException if the source fails and nothing is kept
   */
  Found find(String key, Source source) throws IOException {
    CachedAnswer kept = cache.get(key);
    if (kept != null && kept.fresh(clock.instant())) {
      return new Found(kept, Outcome.HIT);
    }
    CompletableFuture<Found> mine = new CompletableFuture<>();
    CompletableFuture<Found> others = fetching.putIfAbsent(key, mine);
    if (others != null) {
      return join(others);
    }
    try {
      Found found = fetch(key, source);
      mine.complete(found);
      return found;
    } catch (IOException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      fetching.remove(key);
      mine.completeExceptionally(new IOException("the fetch that was waited for broke off"));
    }
  }

  private Found fetch(String key, Source source) throws IOException {
    CachedAnswer kept = cache.get(key); // another request may have fetched it just before
    if (kept != null && kept.fresh(clock.instant())) {
      return new Found(kept, Outcome.HIT);
    }
    CachedAnswer fresh;
    try {
      fresh = source.fetch(kept);
    } catch (IOException e) {
      if (kept != null) {
        return new Found(kept, Outcome.HIT);
      }
      throw e;
    }
    if (fresh.answer().status() >= 500 && kept != null) {
      return new Found(kept, Outcome.HIT);
    }
    if (fresh.until().isAfter(clock.instant())) {
      cache.put(key, fresh);
    }
    boolean confirmed =
        kept != null
            && !kept.answer().etag().isEmpty()
            && kept.answer().etag().equals(fresh.answer().etag());
    return new Found(fresh, confirmed ? Outcome.REFRESH_HIT : Outcome.MISS);
  }

  private static Found join(CompletableFuture<Found> others) throws IOException {
    try {
      return others.join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }
}
