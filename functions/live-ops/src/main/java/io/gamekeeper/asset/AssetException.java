package io.gamekeeper.asset;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if assets cannot be released, listed or fetched for a reason that somebody can act on. The
 * message is one line. Whatever was published before stays published, and the same call may be
 * repeated.
 */
public class AssetException extends RuntimeException {
  public AssetException(String message) {
    this(message, null);
  }

  public AssetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
