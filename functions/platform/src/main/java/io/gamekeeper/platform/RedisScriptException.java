package io.gamekeeper.platform;

import org.jspecify.annotations.Nullable;

/** Thrown if a script failed inside Redis: a bug, not a fault of the network. */
public final class RedisScriptException extends RuntimeException {
  public RedisScriptException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
