package io.gamekeeper.payment;

import org.jspecify.annotations.Nullable;

/** Thrown if a store did not answer, or answered something that cannot be understood. */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
