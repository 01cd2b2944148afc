package io.gamekeeper.payment;

/**
 * Thrown if the connection to the ledger ended during the commit: either everything was written or
 * nothing was. The catcher looks the result up again.
 */
public final class OutcomeUnknownException extends RuntimeException {
  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
