package io.gamekeeper.local.service;

import org.jspecify.annotations.Nullable;

/**
 * The stage cannot start or go on for a reason that its user can remove. The message is one line
 * that names the resource, file or port and says what to do.
 */
public final class StageException extends RuntimeException {
  public StageException(String message) {
    this(message, null);
  }

  public StageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A fault in one resource of the template. */
  public static StageException of(String logicalId, String message) {
    return new StageException(logicalId + ": " + message);
  }

  /** A fault in one resource of the template, with what brought it to light. */
  public static StageException of(String logicalId, String message, Throwable cause) {
    return new StageException(logicalId + ": " + message, cause);
  }
}
