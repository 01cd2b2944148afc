package io.gamekeeper.payment;

import org.jspecify.annotations.Nullable;

/** A store did not answer, or not with anything that can be understood. */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
