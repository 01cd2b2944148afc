package io.gamekeeper.asset;

/**
 * How a location took the changed contents: each is fetched twice, and the second answer shows that
 * the first has stayed there.
 *
 * @param contents that were fetched
 * @param firstHits how many were there before
 * @param secondHits how many are there now
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
