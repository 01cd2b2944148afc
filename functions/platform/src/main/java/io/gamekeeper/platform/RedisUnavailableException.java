package io.gamekeeper.platform;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if Redis could not be reached or did not answer in time. A write may or may not have
 * happened.
 */
public final class RedisUnavailableException extends RuntimeException {
  public RedisUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
