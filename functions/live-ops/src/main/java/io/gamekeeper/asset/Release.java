package io.gamekeeper.asset;

import java.time.Instant;

/**
 * A release in a list.
 *
 * @param bytes of all files together
 * @param current whether players get it now
 */
public record Release(long number, Instant publishedAt, int files, long bytes, boolean current) {
  static Release of(Manifest manifest, boolean current) {
    return new Release(
        manifest.number(),
        manifest.publishedAt(),
        manifest.files().size(),
        manifest.bytes(),
        current);
  }
}
