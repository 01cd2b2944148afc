package io.gamekeeper.local.engine;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if an engine could not be started or does not answer; the message says which and why, in
 * one line.
 */
public final class EngineException extends RuntimeException {
  public EngineException(String message) {
    this(message, null);
  }

  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
