package io.gamekeeper.operations;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the operations API refuses a request or cannot be reached. The message is one line and
 * says what to do.
 */
public final class OperationsException extends RuntimeException {
  private final int status;

  /** Creates the exception for a request that was not answered. */
  public OperationsException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  OperationsException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Returns the answer's HTTP status; 0 if there was none. */
  public int status() {
    return status;
  }
}
