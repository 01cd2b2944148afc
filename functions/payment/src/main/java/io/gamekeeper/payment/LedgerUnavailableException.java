package io.gamekeeper.payment;

import org.jspecify.annotations.Nullable;

/** Thrown if the ledger cannot be reached. It is certain that nothing was written. */
public final class LedgerUnavailableException extends RuntimeException {
  public LedgerUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
