package io.gamekeeper.local.template;

/** Thrown if a reference has no target; the message continues after "refers to …, ". */
public final class UnknownReferenceException extends Exception {
  public UnknownReferenceException(String message) {
    super(message);
  }
}
