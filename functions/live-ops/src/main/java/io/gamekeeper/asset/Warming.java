package io.gamekeeper.asset;

/**
 * The report of how a location cached the changed contents: each is fetched twice, and the second
 * answer shows whether the first was cached.
 *
 * @param contents that were fetched
 * @param firstHits how many were in the cache before
 * @param secondHits how many are in the cache now
 * @param bytes fetched, both times together
 */
public record Warming(Location location, int contents, int firstHits, int secondHits, long bytes) {
  Warming and(Warming other) {
    return new Warming(
        location,
        contents + other.contents,
        firstHits + other.firstHits,
        secondHits + other.secondHits,
        bytes + other.bytes);
  }
}
